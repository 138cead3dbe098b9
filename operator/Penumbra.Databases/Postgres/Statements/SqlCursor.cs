namespace Penumbra.Databases.Postgres.Statements;

/// <summary>A place in a text of SQL, and how far its tokens reach.</summary>
internal sealed class SqlCursor(string text)
{
    /// <summary>Where it is.</summary>
    public int Position { get; private set; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => Position >= text.Length;

    /// <summary>A character ahead; NUL behind the end.</summary>
    public char Peek(int ahead = 0) => Position + ahead < text.Length ? text[Position + ahead] : '\0';

    /// <summary>The text from a place to here.</summary>
    public ReadOnlySpan<char> Since(int position) => text.AsSpan(position, Position - position);

    /// <summary>Whether a name may begin with it: letters, underscore, and everything beyond ASCII.</summary>
    public static bool BeginsName(char letter) => char.IsAsciiLetter(letter) || letter == '_' || letter >= '\u0080';

    /// <summary>One character on.</summary>
    public void Advance()
    {
        if (Peek() == '\n') Line++;
        Position++;
    }

    /// <summary>To the end of the line.</summary>
    public void SkipLine()
    {
        while (!IsAtEnd && Peek() != '\n') Advance();
    }

    /// <summary>Over a name. A dollar sign may stand in it.</summary>
    public void SkipName()
    {
        while (IsInName(Peek())) Advance();
    }

    /// <summary>Over a number, roughly: whatever sticks to it belongs to it.</summary>
    public void SkipNumber()
    {
        while (IsInName(Peek())) Advance();
    }

    /// <summary>Over a comment, with the comments in it; false when it does not end.</summary>
    public bool SkipBlockComment()
    {
        var depth = 0;
        while (!IsAtEnd)
        {
            var (first, second) = (Peek(), Peek(1));
            if ((first, second) is ('/', '*'))
            {
                depth++;
                Advance();
            }
            else if ((first, second) is ('*', '/'))
            {
                depth--;
                Advance();
            }

            Advance();
            if (depth == 0) return true;
        }

        return false;
    }

    /// <summary>Over a quoted text, in which the doubled quote (and what follows a backslash, where that escapes) stands for itself; false when it does not end.</summary>
    public bool SkipQuoted(char quote, bool backslash)
    {
        Advance();
        while (!IsAtEnd)
        {
            var current = Peek();
            Advance();
            if (backslash && current == '\\')
            {
                Advance();
            }
            else if (current == quote)
            {
                if (Peek() != quote) return true;
                Advance();
            }
        }

        return false;
    }

    /// <summary>Over <c>$tag$ … $tag$</c>. Null when none begins here, false when it does not end.</summary>
    public bool? SkipDollarQuoted()
    {
        var end = Position + 1;
        if (end < text.Length && BeginsName(text[end]))
        {
            while (end < text.Length && IsInName(text[end]) && text[end] != '$') end++;
        }

        if (end >= text.Length || text[end] != '$') return null;
        var tag = text[Position..(end + 1)];
        var close = text.IndexOf(tag, end + 1, StringComparison.Ordinal);
        var stop = close < 0 ? text.Length : close + tag.Length;
        while (Position < stop) Advance();
        return close >= 0;
    }

    private static bool IsInName(char letter) => BeginsName(letter) || char.IsAsciiDigit(letter) || letter == '$';
}
