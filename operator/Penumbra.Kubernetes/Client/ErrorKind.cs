namespace Penumbra.Kubernetes.Client;

/// <summary>The four kinds of error. Each has one way on; nothing is ever dropped.</summary>
public enum ErrorKind
{
    /// <summary>Nobody's fault that lasts: try again later (time-outs, 429, 5xx, broken connections).</summary>
    Retry,

    /// <summary>Somebody else wrote meanwhile: look again, no alarm (409, a failed JSON-patch test).</summary>
    Conflict,

    /// <summary>A person must change something (401, 403, 404 of a kind, 422): condition Stalled, wait for a change.</summary>
    Terminal,

    /// <summary>The program is wrong: log, back off, never drop.</summary>
    Bug,
}
