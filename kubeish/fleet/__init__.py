"""Many schedulers at work on one store: as processes on a real etcd, or in virtual time where there is none."""
