namespace Penumbra.Comparison.Tests;

/// <summary>Tests that measure the memory of the process: nothing runs beside them.</summary>
[CollectionDefinition("Measures memory", DisableParallelization = true)]
public sealed class MemoryCollection;
