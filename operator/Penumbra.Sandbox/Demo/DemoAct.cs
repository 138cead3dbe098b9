namespace Penumbra.Sandbox.Demo;

/// <summary>One release of the demo.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Story">What it is, for people.</param>
/// <param name="ErrorShare">The share of its requests that fail.</param>
/// <param name="Latency">How long it takes to answer.</param>
/// <param name="Expected">What must become of it: Adopted, Promoted or RolledBack.</param>
public sealed record DemoAct(string Version, string Story, string ErrorShare, string Latency, string Expected)
{
    /// <summary>The four releases.</summary>
    public static IReadOnlyList<DemoAct> All { get; } =
    [
        new("1", "the release that runs already", "0", "10ms", "Adopted"),
        new("2", "a good release", "0", "10ms", "Promoted"),
        new("3", "fails 20 % of its requests", "0.2", "10ms", "RolledBack"),
        new("4", "answers after 400 ms", "0", "400ms", "RolledBack"),
    ];

    /// <summary>Whether a slow answer is this release's fault.</summary>
    public bool IsSlow => Latency == "400ms";

    /// <summary>Whether a failed answer is this release's fault.</summary>
    public bool IsFailing => ErrorShare != "0";
}
