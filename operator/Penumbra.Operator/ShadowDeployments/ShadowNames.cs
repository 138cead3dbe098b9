using Penumbra.Core.Common;

namespace Penumbra.Operator.ShadowDeployments;

/// <summary>The names of what the operator keeps for a shadow, all in its namespace.</summary>
public static class ShadowNames
{
    /// <summary>The server's port for copies over HTTP/1.1.</summary>
    public const int CopyPort = 8080;

    /// <summary>The server's port for copies over HTTP/2 without TLS.</summary>
    public const int Http2CopyPort = 8082;

    /// <summary>The server's port for report, evidence, metrics and health.</summary>
    public const int ReportPort = 8081;

    /// <summary>The part of a shadow that is the comparison server.</summary>
    public const string Comparison = "comparison";

    /// <summary>The part of a shadow that answers like live.</summary>
    public const string Copy = "shadow";

    /// <summary>The part of a shadow that replays recorded requests.</summary>
    public const string Replaying = "replay";

    /// <summary>The Job that replays recorded requests.</summary>
    public static string Replay(string shadow) => $"{shadow}-replay";

    /// <summary>The comparison server: its Deployment, Service and configuration.</summary>
    public static string Server(string shadow) => $"{shadow}-compare";

    /// <summary>The Secret with the server's key. Who may only create it cannot ask whose it is: its name says so.</summary>
    public static string Key(string shadow, string uid) => $"{shadow}-compare-key-{Digest.Of(uid)}";

    /// <summary>The ConfigMap with what was found.</summary>
    public static string Evidence(string shadow) => $"{shadow}-evidence";

    /// <summary>The shadow's own Deployment and Service.</summary>
    public static string Pods(string shadow) => $"{shadow}-shadow";
}
