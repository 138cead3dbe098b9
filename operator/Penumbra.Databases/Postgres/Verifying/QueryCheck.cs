using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Penumbra.Core.SnapshotRefreshes.Spec;
using Penumbra.Databases.Postgres.Connecting;
using Penumbra.Databases.Postgres.Statements;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Verifying;

/// <summary>A person's query with the value that it must give. The value that it gives instead may be a person's, so that only a count is ever told.</summary>
internal static partial class QueryCheck
{
    /// <summary>Null when the query gives what is expected, else what is wrong.</summary>
    public static async Task<(string? Problem, WorkFailure? Failure)> RunAsync(Session session, VerifyCheck.Query check, CancellationToken cancellationToken)
    {
        var split = SqlSplitter.Split(check.Text);
        if (split.Value is not { } statements) return (split.Failure!.Message, null);
        if (statements is not [var statement]) return (string.Create(CultureInfo.InvariantCulture, $"{check.Text.File} has {statements.Count} statements; one query is expected"), null);
        if (statement.Parameters.Count > 0) return ($"{statement.Place.At(statement.Place.Line)}: a check has no parameters", null);
        await session.RunAsync("BEGIN READ ONLY", cancellationToken);
        try
        {
            return (Judge(check, statement, await session.TextAsync(statement.Text, cancellationToken)), null);
        }
        catch (PostgresException exception)
        {
            var failure = SqlErrors.Failure(exception, statement.Place, statement.Text);
            return failure.Kind == ErrorKind.Retry ? (null, failure) : (failure.Message, null);
        }
        finally
        {
            await session.RollBackAsync(CancellationToken.None);
        }
    }

    private static string? Judge(VerifyCheck.Query check, SqlStatement statement, (int Rows, int Columns, string? Text) answer) => answer switch
    {
        { Columns: not 1 } => string.Create(CultureInfo.InvariantCulture, $"it gave {answer.Columns} columns; one is expected"),
        { Rows: 0 } => "it gave no row",
        { Rows: > 1 } => "it gave more than one row",
        { Text: null } => "it gave NULL",
        _ when answer.Text == check.Expect => null,
        _ when Counts().IsMatch(statement.Text) && long.TryParse(answer.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) =>
            string.Create(CultureInfo.InvariantCulture, $"it counted {count}; {check.Expect} is expected"),
        _ => "it gave another value than the expected one",
    };

    [GeneratedRegex(@"^\s*select\s+count\s*\(", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Counts();
}
