namespace Penumbra.Databases.Postgres;

/// <summary>A check that passed, and its power.</summary>
/// <param name="Name">The check.</param>
/// <param name="Looked">Rows, values or columns that were looked at.</param>
/// <param name="Of">Out of how many. Below it was a sample: <c>Looked/Of</c> of single survivors would be found.</param>
/// <param name="Note">The same for people.</param>
public sealed record CheckReport(string Name, long Looked, long Of, string Note);
