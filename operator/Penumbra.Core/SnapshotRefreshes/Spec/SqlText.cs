namespace Penumbra.Core.SnapshotRefreshes.Spec;

/// <summary>A text of SQL and where it came from. Error messages name the file, never the text.</summary>
/// <param name="File">Where a person finds it, such as <c>shop-sanitize/customers.sql</c> (ConfigMap and key) or <c>verify/no-real-mail</c>.</param>
/// <param name="Text">The SQL: one statement or many, with <c>$name</c> where a parameter is bound.</param>
public sealed record SqlText(string File, string Text);
