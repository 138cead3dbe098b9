using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Penumbra.Metrics.Selectors;

namespace Penumbra.Metrics.Pods;

/// <summary>
/// Reads the text format of Prometheus (0.0.4) and as much of OpenMetrics as it shares. One pass over the bytes; only the metrics asked for
/// become objects. Whatever the bytes, it neither throws nor reads one twice.
/// </summary>
internal ref struct Exposition
{
    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"u8);
    private static readonly SearchValues<byte> LabelEnd = SearchValues.Create("\"\\\n"u8);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest;

    private Exposition(ReadOnlySpan<byte> text) => _rest = text;

    /// <summary>Reads the samples of some metrics.</summary>
    /// <param name="text">The exposition.</param>
    /// <param name="names">The metrics' names.</param>
    /// <param name="samples">Gains what is found, in the text's order.</param>
    /// <returns>0, or the number of the first malformed line (from 1).</returns>
    public static int Read(ReadOnlySpan<byte> text, IReadOnlyList<byte[]> names, List<ExpositionSample> samples)
    {
        var line = 1;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var current = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (!current.IsEmpty && current[^1] == '\r') current = current[..^1];
            var reader = new Exposition(current);
            if (!reader.Line(names, samples)) return line;
            line++;
        }

        return 0;
    }

    private bool Line(IReadOnlyList<byte[]> names, List<ExpositionSample> samples)
    {
        Blank();
        if (_rest.IsEmpty || _rest[0] == '#') return true;
        // Names in quotes inside the braces (UTF-8 names): no selector can ask for them.
        if (_rest[0] == '{') return QuotedName();
        if (char.IsAsciiDigit((char)_rest[0])) return false;
        var length = _rest.IndexOfAnyExcept(NameBytes);
        if (length <= 0) return false;
        var name = Find(names, _rest[..length]);
        _rest = _rest[length..];
        if (_rest[0] is not ((byte)' ' or (byte)'\t' or (byte)'{')) return false;
        Blank();
        if (name < 0) return !_rest.IsEmpty && (_rest[0] == '{' ? _rest.IndexOf((byte)'}') > 0 : TryValue(out _));

        var labels = LabelSet.Empty;
        if (!_rest.IsEmpty && _rest[0] == '{')
        {
            if (Labels() is not { } found) return false;
            labels = found;
        }

        Blank();
        if (!TryValue(out var value)) return false;
        samples.Add(new ExpositionSample(name, labels, value));
        return true;
    }

    private static int Find(IReadOnlyList<byte[]> names, ReadOnlySpan<byte> name)
    {
        for (var index = 0; index < names.Count; index++)
        {
            if (name.SequenceEqual(names[index])) return index;
        }

        return -1;
    }

    private LabelSet? Labels()
    {
        _rest = _rest[1..];
        var labels = new List<KeyValuePair<string, string>>();
        while (true)
        {
            Blank();
            if (Next('}')) return LabelSet.Create(labels);
            var length = _rest.IndexOfAnyExcept(NameBytes);
            if (length <= 0) return null;
            var name = Encoding.ASCII.GetString(_rest[..length]);
            _rest = _rest[length..];
            Blank();
            if (!Next('=')) return null;
            Blank();
            if (!Next('"') || Value() is not { } value) return null;
            // A label with an empty value is no label.
            if (value.Length > 0) labels.Add(new(name, value));
            Blank();
            if (Next(',')) continue;
            return Next('}') ? LabelSet.Create(labels) : null;
        }
    }

    private string? Value()
    {
        StringBuilder? text = null;
        while (true)
        {
            var length = _rest.IndexOfAny(LabelEnd);
            if (length < 0 || !TryDecode(_rest[..length], out var part)) return null;
            var end = _rest[length];
            _rest = _rest[(length + 1)..];
            if (end == '"') return text is null ? part : text.Append(part).ToString();
            if (end != '\\' || _rest.IsEmpty) return null;
            text = (text ?? new StringBuilder()).Append(part);
            switch (_rest[0])
            {
                case (byte)'n': text.Append('\n'); break;
                case (byte)'"' or (byte)'\\': text.Append((char)_rest[0]); break;
                // Other pairs stay as they are, as in Prometheus; what follows the backslash may begin a longer character.
                default:
                    text.Append('\\');
                    continue;
            }

            _rest = _rest[1..];
        }
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) return false;
        text = Utf8.GetString(bytes);
        return true;
    }

    // What follows the value, a timestamp or an exemplar, says nothing about the count.
    private bool TryValue(out double value)
    {
        var end = _rest.IndexOfAny((byte)' ', (byte)'\t');
        var token = end < 0 ? _rest : _rest[..end];
        return TryNumber(token, out value);
    }

    /// <summary>Reads a number as Go does, as far as expositions use it.</summary>
    internal static bool TryNumber(ReadOnlySpan<byte> token, out double value)
    {
        value = 0;
        if (token.IsEmpty || token.Length > 64) return false;
        var negative = token[0] == '-';
        var digits = token[0] is (byte)'-' or (byte)'+' ? token[1..] : token;
        if (Ascii.EqualsIgnoreCase(digits, "inf"u8) || Ascii.EqualsIgnoreCase(digits, "infinity"u8))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (Ascii.EqualsIgnoreCase(digits, "nan"u8))
        {
            value = double.NaN;
            return true;
        }

        if (digits.IsEmpty || (!char.IsAsciiDigit((char)digits[0]) && digits[0] != '.')) return false;
        if (!Utf8Parser.TryParse(digits, out value, out var used) || used != digits.Length) return false;
        if (negative) value = -value;
        return true;
    }

    private readonly bool QuotedName()
    {
        var rest = _rest[1..].TrimStart((byte)' ');
        if (rest.IsEmpty || rest[0] != '"') return false;
        var close = rest[1..].IndexOf((byte)'"');
        if (close < 0 || close + 2 >= rest.Length) return false;
        return rest[close + 2] is (byte)',' or (byte)'}';
    }

    private void Blank() => _rest = _rest.TrimStart(" \t"u8);

    private bool Next(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected) return false;
        _rest = _rest[1..];
        return true;
    }
}
