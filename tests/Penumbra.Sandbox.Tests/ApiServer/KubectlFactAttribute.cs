namespace Penumbra.Sandbox.Tests.ApiServer;

/// <summary>A test that needs kubectl: from PENUMBRA_KUBECTL, else from the PATH.</summary>
public sealed class KubectlFactAttribute : FactAttribute
{
    public KubectlFactAttribute()
    {
        if (Kubectl is null) Skip = "There is no kubectl: set PENUMBRA_KUBECTL or put it on the PATH.";
    }

    public static string? Kubectl { get; } = Environment.GetEnvironmentVariable("PENUMBRA_KUBECTL") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "kubectl")).FirstOrDefault(File.Exists);
}
