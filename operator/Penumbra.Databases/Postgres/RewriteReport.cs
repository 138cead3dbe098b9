namespace Penumbra.Databases.Postgres;

/// <summary>What was rewritten and proved.</summary>
/// <param name="Relations">Tables, partitions, materialised views and catalogs with a new file and no dead row.</param>
/// <param name="Databases">The databases, sorted.</param>
public sealed record RewriteReport(int Relations, IReadOnlyList<string> Databases);
