using Penumbra.Sandbox.ApiServer.Requests;

namespace Penumbra.Sandbox.ApiServer;

/// <summary>How the server behaves where tests and simulations differ from everyday use.</summary>
public sealed record ApiServerOptions
{
    /// <summary>Readers of watches go on inside the write that has news for them, on its thread: for single-threaded simulations.</summary>
    public bool InlineContinuations { get; init; }

    /// <summary>How often a watch that wants bookmarks gets one.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Asked before each request is handled: what is to go wrong with it, or null.</summary>
    public Func<ApiRequest, Fault?>? Faults { get; set; }

    /// <summary>Requests without credentials are the administrator's, as on the insecure port of old: for plain HTTP on the loopback.</summary>
    public bool AnonymousIsAdmin { get; init; }

    /// <summary>The bearer token of the administrator, or null for none.</summary>
    public string? AdminToken { get; init; }
}
