namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>One step of making a database clean.</summary>
/// <param name="Name">Unique in its refresh.</param>
public abstract record SanitizeStep(string Name)
{
    /// <summary>Statements of a file, in order.</summary>
    /// <param name="Name">The step's name.</param>
    /// <param name="Text">The file.</param>
    /// <param name="ParametersSecret">The Secret whose entries are bound to the parameters of the file; null for none.</param>
    public sealed record Sql(string Name, SqlText Text, string? ParametersSecret) : SanitizeStep(Name);

    /// <summary>A container of the Job's own pod. It is idempotent: a run that was interrupted runs it again.</summary>
    /// <param name="Name">The step's name.</param>
    /// <param name="Image">The image. A tag may name another one tomorrow; a digest cannot.</param>
    /// <param name="Command">The command; empty for the image's own.</param>
    public sealed record Container(string Name, string Image, IReadOnlyList<string> Command) : SanitizeStep(Name)
    {
        /// <summary>The name of the pod's own container, and with a hyphen how the names of its others begin.</summary>
        public const string Workers = "worker";

        /// <summary>Whether its image is named by digest, and so is the same whenever it is pulled.</summary>
        public bool IsPinned => Image.Contains("@sha256:", StringComparison.Ordinal);

        /// <summary>Whether its name is one of the pod's own.</summary>
        public bool IsWorkers => Name == Workers || Name.StartsWith($"{Workers}-", StringComparison.Ordinal);
    }

    /// <summary>Columns that are replaced by made-up values.</summary>
    /// <param name="Name">The step's name.</param>
    /// <param name="Rules">The columns, in the order in which they stand.</param>
    public sealed record Mask(string Name, IReadOnlyList<MaskRule> Rules) : SanitizeStep(Name);
}
