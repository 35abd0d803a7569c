// JupyterLite's worker for Python, with Python on its way before JupyterLab asks for it.
import "./start.mjs";
import "/* worker */";
