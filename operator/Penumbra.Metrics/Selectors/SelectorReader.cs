using System.Globalization;
using System.Text;

namespace Penumbra.Metrics.Selectors;

/// <summary>Reads the grammar of selectors once from left to right; the first thing wrong ends it.</summary>
internal sealed class SelectorReader(string text)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private int _at;

    /// <summary>What is wrong, or null.</summary>
    public string? Problem { get; private set; }

    /// <summary>A name, and conditions in braces.</summary>
    public VectorSelector? Selector()
    {
        Blank();
        var name = Word(colon: true);
        if (name.Length == 0) return Fail<VectorSelector>("expected the name of a metric, as in http_requests_total{code=\"500\"}");
        Blank();
        IReadOnlyList<LabelMatcher> matchers = [];
        if (Next('{')) matchers = Matchers('}');
        Blank();
        if (Problem is null && _at < text.Length) Fail("expected the end: a plain selector has no range, offset, function or operator");
        return Problem is null ? new VectorSelector(name, matchers) : null;
    }

    /// <summary>Conditions up to the end of the text.</summary>
    public IReadOnlyList<LabelMatcher>? OnlyMatchers()
    {
        var matchers = Matchers(null);
        return Problem is null ? matchers : null;
    }

    private List<LabelMatcher> Matchers(char? end)
    {
        var matchers = new List<LabelMatcher>();
        while (Problem is null)
        {
            Blank();
            if (AtEnd(end)) return matchers;
            if (Matcher() is { } matcher) matchers.Add(matcher);
            Blank();
            if (Problem is not null || AtEnd(end)) return matchers;
            if (!Next(',')) Fail(end is null ? "expected , or the end" : "expected , or }");
        }

        return matchers;
    }

    private bool AtEnd(char? end) => end is { } closing ? Next(closing) : _at >= text.Length;

    private LabelMatcher? Matcher()
    {
        var start = _at;
        var label = Word(colon: false);
        if (label.Length == 0) return Fail<LabelMatcher>("expected the name of a label");
        if (string.Equals(label, "__name__", StringComparison.Ordinal))
        {
            _at = start;
            return Fail<LabelMatcher>("__name__ may not be matched; write the metric's name before the {");
        }

        Blank();
        if (Kind() is not { } kind) return Fail<LabelMatcher>("expected one of = != =~ !~");
        Blank();
        var at = _at;
        if (Literal() is not { } value) return null;
        if (LabelMatcher.Create(label, kind, value, out var problem) is { } matcher) return matcher;
        _at = at;
        return Fail<LabelMatcher>($"the regular expression {problem}");
    }

    private MatchKind? Kind()
    {
        if (Next('='))  return Next('~') ? MatchKind.Matches : MatchKind.Equal;
        if (!Next('!')) return null;
        return Next('=') ? MatchKind.NotEqual : Next('~') ? MatchKind.NotMatches : null;
    }

    private string? Literal()
    {
        if (_at >= text.Length || text[_at] is not ('"' or '\'' or '`')) return Fail<string>("expected a value in quotes");
        var quote = text[_at++];
        var bytes = new List<byte>();
        Span<byte> encoded = stackalloc byte[4];
        while (true)
        {
            if (_at >= text.Length) return Fail<string>("expected the closing quote");
            if (text[_at] == quote) break;
            if (text[_at] == '\n' && quote != '`') return Fail<string>("a value in these quotes has no line break; write \\n");
            if (text[_at] == '\\' && quote != '`')
            {
                if (!Escape(quote, bytes)) return null;
                continue;
            }

            if (!Rune.TryGetRuneAt(text, _at, out var rune)) return Fail<string>("expected Unicode");
            _at += rune.Utf16SequenceLength;
            bytes.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
        }

        _at++;
        try
        {
            return Utf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return Fail<string>("the value's bytes are not UTF-8");
        }
    }

    // Go's escapes, which are PromQL's: \x and octal give a byte, \u and \U a character.
    private bool Escape(char quote, List<byte> bytes)
    {
        var start = _at++;
        var kind = _at < text.Length ? text[_at++] : '\0';
        switch (kind)
        {
            case 'a': bytes.Add(7); return true;
            case 'b': bytes.Add(8); return true;
            case 'f': bytes.Add(12); return true;
            case 'n': bytes.Add(10); return true;
            case 'r': bytes.Add(13); return true;
            case 't': bytes.Add(9); return true;
            case 'v': bytes.Add(11); return true;
            case '\\': bytes.Add((byte)'\\'); return true;
            case '"' or '\'' when kind == quote: bytes.Add((byte)quote); return true;
            case >= '0' and <= '7':
                _at--;
                if (Digits(3, 8) is { } octal and <= 255)
                {
                    bytes.Add((byte)octal);
                    return true;
                }

                break;
            case 'x' when Digits(2, 16) is { } hex:
                bytes.Add((byte)hex);
                return true;
            case 'u' or 'U' when Digits(kind == 'u' ? 4 : 8, 16) is { } point && point <= int.MaxValue && Rune.IsValid((int)point):
                Span<byte> encoded = stackalloc byte[4];
                bytes.AddRange(encoded[..new Rune((int)point).EncodeToUtf8(encoded)]);
                return true;
            default: break;
        }

        _at = start;
        Fail("unknown escape; a backslash is written \\\\");
        return false;
    }

    private long? Digits(int count, int radix)
    {
        long value = 0;
        for (var index = 0; index < count; index++)
        {
            if (_at >= text.Length || !char.IsAsciiHexDigit(text[_at])) return null;
            var digit = Convert.ToInt32(text[_at++].ToString(CultureInfo.InvariantCulture), 16);
            if (digit >= radix) return null;
            value = value * radix + digit;
        }

        return value;
    }

    private string Word(bool colon)
    {
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetter(text[_at]) || text[_at] == '_' || (colon && text[_at] == ':') || (_at > start && char.IsAsciiDigit(text[_at])))) _at++;
        return text[start.._at];
    }

    private void Blank()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\n' or '\r') _at++;
    }

    private bool Next(char expected)
    {
        if (_at >= text.Length || text[_at] != expected) return false;
        _at++;
        return true;
    }

    private void Fail(string problem) => Problem ??= string.Create(CultureInfo.InvariantCulture, $"at position {_at + 1}: {problem}");

    private T? Fail<T>(string problem)
        where T : class
    {
        Fail(problem);
        return null;
    }
}
