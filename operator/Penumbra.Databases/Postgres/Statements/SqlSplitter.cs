using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>
/// Cuts a file into statements, as psql does (its lexer, psqlscan.l): a semicolon ends one unless it stands in a string, a quoted name, a dollar-quoted
/// body, a comment, parentheses, or the BEGIN ATOMIC body of a function. <c>$name</c> is a parameter; PostgreSQL itself has no such token.
/// </summary>
internal sealed class SqlSplitter
{
    private readonly SqlText _file;
    private readonly SqlCursor _cursor;
    private readonly StatementDraft _draft = new();
    private readonly List<SqlStatement> _statements = [];
    private WorkFailure? _failure;

    private SqlSplitter(SqlText file)
    {
        _file = file;
        _cursor = new SqlCursor(file.Text);
    }

    /// <summary>The statements of a file; a failure that names the line of what cannot be a statement.</summary>
    public static WorkResult<IReadOnlyList<SqlStatement>> Split(SqlText file)
    {
        var splitter = new SqlSplitter(file);
        while (splitter._failure is null && !splitter._cursor.IsAtEnd) splitter.Step();
        splitter.EndStatement();
        return splitter._failure is { } failure ? failure : new WorkResult<IReadOnlyList<SqlStatement>>(splitter._statements, null);
    }

    private void Step()
    {
        var line = _cursor.Line;
        var position = _cursor.Position;
        switch (_cursor.Peek())
        {
            case '-' when _cursor.Peek(1) == '-':
                _cursor.SkipLine();
                _draft.Copy(_cursor.Since(position));
                return;
            case '/' when _cursor.Peek(1) == '*':
                if (!_cursor.SkipBlockComment()) Fail(line, "a comment begins here and does not end");
                _draft.Copy(_cursor.Since(position));
                return;
            case var space when char.IsWhiteSpace(space):
                _cursor.Advance();
                _draft.Copy(_cursor.Since(position));
                return;
            case ';' when _draft is { Depth: 0, AtomicDepth: 0 }:
                _cursor.Advance();
                EndStatement();
                return;
            case '\\' when _draft.IsEmpty:
                Fail(line, "commands of psql (\\...) are not SQL");
                return;
        }

        if (_draft.IsEmpty) _draft.Line = line;
        Token(line, position);
    }

    private void Token(int line, int position)
    {
        switch (_cursor.Peek())
        {
            case '\'':
                if (!_cursor.SkipQuoted('\'', backslash: false)) Fail(line, "a string begins here and does not end");
                break;
            case '"':
                if (!_cursor.SkipQuoted('"', backslash: false)) Fail(line, "a quoted name begins here and does not end");
                break;
            case '$':
                Dollar(line, position);
                return;
            case 'e' or 'E' when _cursor.Peek(1) == '\'':
                _cursor.Advance();
                if (!_cursor.SkipQuoted('\'', backslash: true)) Fail(line, "a string begins here and does not end");
                break;
            case var letter when SqlCursor.BeginsName(letter):
                _cursor.SkipName();
                _draft.Word(_cursor.Since(position).ToString());
                break;
            case var digit when char.IsAsciiDigit(digit):
                _cursor.SkipNumber();
                break;
            case '(' or '[':
                _cursor.Advance();
                _draft.Depth++;
                break;
            case ')' or ']':
                _cursor.Advance();
                _draft.Depth = Math.Max(0, _draft.Depth - 1);
                break;
            default:
                _cursor.Advance();
                break;
        }

        _draft.Append(_cursor.Since(position));
    }

    private void Dollar(int line, int position)
    {
        if (_cursor.SkipDollarQuoted() is { } closed)
        {
            if (!closed) Fail(line, "a dollar-quoted text begins here and does not end");
            _draft.Append(_cursor.Since(position));
            return;
        }

        _cursor.Advance();
        if (SqlCursor.BeginsName(_cursor.Peek()))
        {
            _cursor.SkipName();
            _draft.Parameter(_cursor.Since(position + 1).ToString());
        }
        else
        {
            Fail(line, char.IsAsciiDigit(_cursor.Peek()) ? "parameters have names here: $name, not a number" : "a lone $ is not SQL");
        }
    }

    private void EndStatement()
    {
        if (_failure is not null) return;
        if (_draft.IsEmpty)
        {
            // A comment before the next statement belongs to nobody.
            _draft.Reset();
            return;
        }

        var place = new StatementPlace(_file.File, _draft.Line, _statements.Count + 1);
        var (kind, refusal) = StatementRules.Judge(_draft.Words, _draft.NamesClient);
        if (refusal is null && kind == StatementKind.Outside && _draft.Parameters.Count > 0) refusal = "a parameter cannot be bound in it";
        if (refusal is not null) _failure = SqlErrors.Refusal(place, WorkProblem.SqlFailed, refusal);
        else _statements.Add(new SqlStatement(place, _draft.Text(), [.. _draft.Parameters], kind));
        _draft.Reset();
    }

    private void Fail(int line, string sentence) =>
        _failure ??= SqlErrors.Refusal(new StatementPlace(_file.File, line, _statements.Count + 1), WorkProblem.SqlFailed, sentence);
}
