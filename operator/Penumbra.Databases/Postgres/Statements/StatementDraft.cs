using System.Globalization;
using System.Text;

namespace Penumbra.Databases.Postgres.Statements;

/// <summary>A statement that is being read.</summary>
internal sealed class StatementDraft
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _words = [];
    private readonly List<string> _parameters = [];
    private int _begins;

    /// <summary>The line of its first token.</summary>
    public int Line { get; set; }

    /// <summary>How many parentheses are open.</summary>
    public int Depth { get; set; }

    /// <summary>How many blocks of a BEGIN ATOMIC body are open.</summary>
    public int AtomicDepth { get; private set; }

    /// <summary>Whether it has no token yet.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Its first words, in lower case.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>Whether it names the client's own streams (stdin, stdout), however many words come before.</summary>
    public bool NamesClient { get; private set; }

    /// <summary>The names of its parameters, each once.</summary>
    public IReadOnlyList<string> Parameters => _parameters;

    /// <summary>As it is sent.</summary>
    public string Text() => _text.ToString(_begins, _text.Length - _begins).TrimEnd();

    /// <summary>Takes what means nothing: space and comments. Line breaks matter for places in errors.</summary>
    public void Copy(ReadOnlySpan<char> text) => _text.Append(text);

    /// <summary>Takes a token.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        if (IsEmpty) _begins = _text.Length;
        IsEmpty = false;
        _text.Append(text);
    }

    /// <summary>Notes a bare word; the caller appends it.</summary>
    public void Word(string word)
    {
        const int Kept = 12;
        var lower = word.ToLowerInvariant();
        if (Depth == 0 && IsRoutine())
        {
            if (lower == "begin" || (lower == "case" && AtomicDepth > 0)) AtomicDepth++;
            else if (lower == "end" && AtomicDepth > 0) AtomicDepth--;
        }

        NamesClient |= Depth == 0 && lower is ("stdin" or "stdout");
        if (_words.Count < Kept) _words.Add(lower);
    }

    /// <summary>Takes a parameter.</summary>
    public void Parameter(string name)
    {
        var number = _parameters.IndexOf(name) + 1;
        if (number == 0)
        {
            _parameters.Add(name);
            number = _parameters.Count;
        }

        Append(string.Create(CultureInfo.InvariantCulture, $"${number}"));
    }

    /// <summary>Begins the next statement.</summary>
    public void Reset()
    {
        _text.Clear();
        _words.Clear();
        _parameters.Clear();
        (_begins, Line, Depth, AtomicDepth, IsEmpty, NamesClient) = (0, 0, 0, 0, true, false);
    }

    // Only there BEGIN opens a body; elsewhere it begins a transaction.
    private bool IsRoutine() =>
        _words is ["create", "function" or "procedure", ..] or ["create", "or", "replace", "function" or "procedure", ..];
}
