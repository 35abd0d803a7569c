"""`python -m kubeish` is the command line."""

from kubeish.cli import main

main(prog_name="kubeish")
