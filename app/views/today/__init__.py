"""The Today screen: the morning's review, what needs attention, what changes next."""
