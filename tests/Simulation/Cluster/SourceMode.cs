namespace Penumbra.Simulation.Cluster;

/// <summary>How the metric source answers.</summary>
public enum SourceMode
{
    /// <summary>Truly.</summary>
    Ok,

    /// <summary>Not at all: connection refused.</summary>
    Silent,

    /// <summary>With values that are not numbers.</summary>
    NotANumber,

    /// <summary>With no series.</summary>
    Empty,

    /// <summary>With the answer before last.</summary>
    Stale,

    /// <summary>Late: after eight seconds.</summary>
    Slow,

    /// <summary>With an error of its server, to every second question: what is known of one side says nothing of the other.</summary>
    ServerError,

    /// <summary>There is no such source any more.</summary>
    Gone,
}
