using System.Diagnostics.CodeAnalysis;

namespace Penumbra.Kubernetes.Login;

/// <summary>A login, or one plain sentence that says what is wrong, where, and what would be right.</summary>
/// <param name="Login">The login of a success.</param>
/// <param name="Error">The sentence of a failure.</param>
public sealed record LoginResult(ClusterLogin? Login, string? Error)
{
    /// <summary>Whether there is a login.</summary>
    [MemberNotNullWhen(true, nameof(Login))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>A failure.</summary>
    public static LoginResult Failed(string error) => new(null, error);
}
