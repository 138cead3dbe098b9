using Penumbra.Sandbox.ApiServer.Resources;

namespace Penumbra.Sandbox.ApiServer.Storage;

/// <summary>How a write is to be done, and what it had to say.</summary>
/// <param name="Version">The served version that the body is in.</param>
internal sealed record WriteOptions(ServedVersion Version)
{
    /// <summary><c>status</c>, <c>scale</c>, <c>finalize</c> or null.</summary>
    public string? Subresource { get; init; }

    /// <summary>Check everything, store nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Who is recorded in managedFields; null for a server-side apply, which keeps its own record.</summary>
    public string? Manager { get; init; }

    /// <summary>Strict, Warn or Ignore: what happens with unknown fields.</summary>
    public string FieldValidation { get; init; } = "Ignore";

    /// <summary>A PUT of a custom resource must say which version it replaces.</summary>
    public bool VersionRequired { get; init; }

    /// <summary>Warnings of this write, for the answer's headers.</summary>
    public List<string> Warnings { get; } = [];
}
