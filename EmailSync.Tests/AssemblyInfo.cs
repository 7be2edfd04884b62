// More than there are processors: many tests wait, for simulated providers or for the next look of a host.
[assembly: Parallelize(Workers = 4, Scope = ExecutionScope.MethodLevel)]
