using Penumbra.Sandbox.ApiServer.Schemas;

namespace Penumbra.Sandbox.ApiServer.Resources;

/// <summary>One version of a served kind.</summary>
/// <param name="Name">Such as <c>v1alpha1</c>.</param>
/// <param name="Schema">What is declared about its objects.</param>
internal sealed record ServedVersion(string Name, Schema Schema)
{
    /// <summary>Whether <c>/status</c> is served, and with it the split between status and the rest.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Where <c>/scale</c> finds its numbers, or null when it is not served.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>The columns of a table after NAME.</summary>
    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [];

    /// <summary>The warning that goes with each answer when the version is deprecated, else null.</summary>
    public string? DeprecationWarning { get; init; }
}
