// Real sockets, real time and two cores: one cluster at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
