namespace Penumbra.Metrics.Prometheus;

/// <summary>What a query's answer is.</summary>
internal enum AnswerKind
{
    /// <summary>Series, or a single value without labels.</summary>
    Values,

    /// <summary>The server says that it failed.</summary>
    Error,

    /// <summary>Not an answer of Prometheus' HTTP API.</summary>
    Malformed,
}
