"""What is merged: manifests, lists, remote sources."""
