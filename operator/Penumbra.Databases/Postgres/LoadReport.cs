namespace Penumbra.Databases.Postgres;

/// <summary>What was loaded and found the same.</summary>
/// <param name="Tables">The tables and materialised views that were compared.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Databases">The databases, sorted.</param>
/// <param name="IsEarlier">Whether an earlier process had loaded them whole.</param>
public sealed record LoadReport(int Tables, long Rows, IReadOnlyList<string> Databases, bool IsEarlier);
