namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>What goes wrong with a request, for tests.</summary>
public sealed record Fault
{
    /// <summary>Answer with this status instead of handling the request; null to handle it.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>Retry-After</c> of the answer, in whole seconds.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Wait this long before anything else, on the server's clock.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Cut the connection without handling the request.</summary>
    public bool DropBefore { get; init; }

    /// <summary>Handle the request, then cut the connection: the client cannot know whether it was done.</summary>
    public bool DropAfter { get; init; }
}
