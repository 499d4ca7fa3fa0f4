"""By what a page leaves: web push, mail, a pager service or a gateway that rings. Each says `{id, severity}` and a link, nothing else."""
