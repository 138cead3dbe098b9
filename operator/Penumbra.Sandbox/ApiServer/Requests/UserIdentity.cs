namespace Penumbra.Sandbox.ApiServer.Requests;

/// <summary>Who sends a request.</summary>
/// <param name="Name">Such as <c>system:serviceaccount:ns:name</c>, or the CN of a certificate.</param>
/// <param name="Groups">Such as <c>system:masters</c>, or the O of a certificate.</param>
public sealed record UserIdentity(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>The group whose members may do everything.</summary>
    public const string Masters = "system:masters";

    /// <summary>A request without credentials.</summary>
    public static UserIdentity Anonymous { get; } = new("system:anonymous", ["system:unauthenticated"]);

    /// <summary>The administrator of the sandbox.</summary>
    public static UserIdentity Admin { get; } = new("kubernetes-admin", [Masters, "system:authenticated"]);

    /// <summary>The identity of a service account.</summary>
    public static UserIdentity ServiceAccount(string ns, string name) =>
        new($"system:serviceaccount:{ns}:{name}", ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"]);
}
