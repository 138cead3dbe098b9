namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsText">Whether free text may stand in it: a text type, JSON, XML, or an array of texts.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsClosed">Whether its values are from a closed set: boolean or an enum.</param>
internal sealed record ColumnShape(string Name, bool IsText, string Type, bool IsClosed);
