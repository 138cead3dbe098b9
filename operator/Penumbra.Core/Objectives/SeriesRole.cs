namespace Penumbra.Core.Objectives;

/// <summary>What a series counts for an objective.</summary>
public enum SeriesRole
{
    /// <summary>All events.</summary>
    Total,

    /// <summary>Bad events.</summary>
    Bad,

    /// <summary>Events at or below a bucket's bound.</summary>
    Bucket,

    /// <summary>A value, not a counter: the answer to a query.</summary>
    Value,

    /// <summary>CPU seconds, a counter.</summary>
    Cpu,

    /// <summary>Bytes of memory, a gauge.</summary>
    Memory,
}
