using System.Globalization;
using Npgsql;
using Penumbra.Kubernetes.Client;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>What an error of the server means, told without any value of the data: the server's own sentence is used only where it can hold none.</summary>
internal static class SqlErrors
{
    /// <summary>An error of a statement of our own.</summary>
    public static WorkFailure Failure(PostgresException exception) => Kind(exception.SqlState) switch
    {
        ErrorKind.Retry => new(ErrorKind.Retry, WorkProblem.Unreachable, $"the server ended the work: {Words(exception)}"),
        ErrorKind.Terminal => new(ErrorKind.Terminal, WorkProblem.SqlFailed, Words(exception)),
        var kind => new(kind, WorkProblem.Unexpected, $"the server answered {Words(exception)}"),
    };

    /// <summary>An error of a person's statement: it is terminal unless the server itself gave way.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="place">The statement.</param>
    /// <param name="sent">Its text as it was sent, which the error's position counts in.</param>
    public static WorkFailure Failure(PostgresException exception, StatementPlace place, string sent)
    {
        if (Kind(exception.SqlState) == ErrorKind.Retry) return Failure(exception);
        return new(ErrorKind.Terminal, WorkProblem.SqlFailed, $"{place.At(Line(place, exception, sent))}: {Words(exception)}");
    }

    /// <summary>The error for people: SQLSTATE, what it concerns, and the server's sentence when it can only speak of the statement.</summary>
    public static string Words(PostgresException exception)
    {
        var text = $"SQLSTATE {exception.SqlState}";
        if (SpeaksOfTheStatement(exception)) return $"{exception.MessageText} ({text})";
        if (exception.TableName is { Length: > 0 } table) text += $", table {table}";
        if (exception.ColumnName is { Length: > 0 } column) text += $", column {column}";
        if (exception.ConstraintName is { Length: > 0 } constraint) text += $", constraint {constraint}";
        return $"{Class(exception.SqlState)} ({text}; the server's sentence may hold a value and is not shown)";
    }

    /// <summary>Connections, resources and an operator's hand pass; the rest does not by itself.</summary>
    private static ErrorKind Kind(string state) => state switch
    {
        // A time limit, a full disk, missing rights: no patience helps.
        "57014" or "53100" or "42501" => ErrorKind.Terminal,
        "55P03" or "55006" => ErrorKind.Retry,
        _ => state[..2] is "08" or "40" or "53" or "57" or "58" ? ErrorKind.Retry : ErrorKind.Bug,
    };

    // Inside a function or a DO block even a syntax error may come from data that was put together there.
    private static bool SpeaksOfTheStatement(PostgresException exception) =>
        exception.SqlState[..2] is "42" or "0A" or "25" or "53" or "55" or "57" or "40" && string.IsNullOrEmpty(exception.Where);

    private static string Class(string state) => state[..2] switch
    {
        "22" => "a value does not fit",
        "23" => "a constraint is violated",
        "P0" => "the statement raised an error",
        "42" => "the statement cannot be used",
        "54" => "a limit of the server is reached",
        "XX" => "the server has an internal error",
        _ => "the statement failed",
    };

    private static int Line(StatementPlace place, PostgresException exception, string sent) =>
        place.Line + (exception.Position is > 0 and var position ? sent.AsSpan(0, Math.Min(position - 1, sent.Length)).Count('\n') : 0);

    /// <summary>A failure about a statement that the server never saw.</summary>
    public static WorkFailure Refusal(StatementPlace place, WorkProblem problem, string sentence) =>
        new(ErrorKind.Terminal, problem, string.Create(CultureInfo.InvariantCulture, $"{place.At(place.Line)}: {sentence}"));
}
