namespace Penumbra.Kubernetes.Client;

/// <summary>Why a request to the API server did not succeed.</summary>
/// <param name="Kind">What to do about it.</param>
/// <param name="Code">The HTTP status code, or 0 when there was no answer.</param>
/// <param name="Reason">The Kubernetes reason, such as <c>AlreadyExists</c>; <c>NoAnswer</c> when there was none.</param>
/// <param name="Message">The server's own message (it names verb and resource where rights are missing), one line.</param>
public sealed record ApiFailure(ErrorKind Kind, int Code, string Reason, string Message)
{
    private const string Stale = "DecisionIsStale";

    /// <summary>How long the server asked to wait, or null.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The causes of the Status: field and message of each.</summary>
    public IReadOnlyList<ApiFailureCause> Causes { get; init; } = [];

    /// <summary>Whether the object does not exist.</summary>
    public bool IsNotFound => Code == 404;

    /// <summary>Whether what was decided on is no longer so: said by us, on what the server holds now.</summary>
    public bool IsStale => Code == 0 && string.Equals(Reason, Stale, StringComparison.Ordinal);

    /// <summary>A decision that rests on what is no longer so.</summary>
    /// <param name="message">What it is about.</param>
    public static ApiFailure Outdated(string message) => new(ErrorKind.Conflict, 0, Stale, message);

    /// <summary>Whether the name is taken.</summary>
    public bool IsAlreadyExists => Code == 409 && string.Equals(Reason, "AlreadyExists", StringComparison.Ordinal);
}
