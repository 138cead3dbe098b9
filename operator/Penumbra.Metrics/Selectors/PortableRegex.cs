using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Penumbra.Metrics.Selectors;

/// <summary>
/// Regular expressions that mean the same in RE2 (Prometheus) and in .NET: the common part of both, translated where the two differ in
/// meaning (<c>\d</c>, <c>$</c>), refused where only one of them knows it. Matching takes linear time.
/// </summary>
internal sealed class PortableRegex
{
    private const int LongestRepeat = 1000;
    private readonly string _pattern;
    private readonly StringBuilder _translated = new();
    private int _at;
    private string? _problem;

    private PortableRegex(string pattern) => _pattern = pattern;

    /// <summary>The expression, anchored at both ends; null, with a sentence, when it is not portable.</summary>
    public static Regex? Compile(string pattern, out string? problem)
    {
        var translation = new PortableRegex(pattern);
        translation.Translate();
        problem = translation._problem;
        if (problem is not null) return null;
        try
        {
            return new Regex($@"\A(?:{translation._translated})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            problem = "is no regular expression that can be used here (RE2, without back references and lookaround)";
            return null;
        }
    }

    private void Translate()
    {
        var depth = 0;
        while (_at < _pattern.Length && _problem is null)
        {
            var character = _pattern[_at++];
            switch (character)
            {
                case '\\': Escape(inClass: false); break;
                case '[': Class(); break;
                case '(':
                    depth++;
                    Group(ref depth);
                    break;
                case ')':
                    if (--depth < 0) _problem = "closes a group that was not opened";
                    _translated.Append(')');
                    break;
                case '$': _translated.Append(@"\z"); break;
                case '^': _translated.Append(@"\A"); break;
                case '{':
                    if (RepeatIsTooLong()) _problem = $"repeats more than {LongestRepeat} times";
                    _translated.Append('{');
                    break;
                default: _translated.Append(character); break;
            }
        }

        if (_problem is null && depth != 0) _problem = "does not close a group";
    }

    private void Group(ref int depth)
    {
        _translated.Append('(');
        if (_at >= _pattern.Length || _pattern[_at] != '?') return;
        var end = _at + 1;
        while (end < _pattern.Length && _pattern[end] is 'i' or 's') end++;
        if (end >= _pattern.Length || _pattern[end] is not (':' or ')') || (_pattern[end] == ')' && end == _at + 1))
        {
            _problem = "has a group of a kind other than (…), (?:…), (?i) and (?s)";
            return;
        }

        if (_pattern[end] == ')') depth--;
        _translated.Append(_pattern, _at, end + 1 - _at);
        _at = end + 1;
    }

    private void Class()
    {
        _translated.Append('[');
        if (_at < _pattern.Length && _pattern[_at] == '^') _translated.Append(_pattern[_at++]);
        for (var first = true; _problem is null; first = false)
        {
            if (_at >= _pattern.Length)
            {
                _problem = "does not close a [";
                return;
            }

            var character = _pattern[_at++];
            switch (character)
            {
                case ']' when !first:
                    _translated.Append(']');
                    return;
                case '\\': Escape(inClass: true); break;
                // RE2 would read [:alpha:], .NET a subtraction: neither is common to both.
                case '[' when _at < _pattern.Length && _pattern[_at] == ':': _problem = "has a POSIX class such as [:alpha:]; write a-zA-Z"; break;
                case '[' or ']': _translated.Append('\\').Append(character); break;
                default: _translated.Append(character); break;
            }
        }
    }

    private void Escape(bool inClass)
    {
        if (_at >= _pattern.Length)
        {
            _problem = "ends in a backslash";
            return;
        }

        var character = _pattern[_at++];
        var known = character switch
        {
            'd' => inClass ? "0-9" : "[0-9]",
            'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
            's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
            'D' when !inClass => "[^0-9]",
            'W' when !inClass => "[^0-9A-Za-z_]",
            'S' when !inClass => @"[^\t\n\f\r ]",
            'a' or 't' or 'n' or 'r' or 'f' or 'v' => $"\\{character}",
            'A' or 'z' when !inClass => $"\\{character}",
            _ when character < 0x80 && !char.IsAsciiLetterOrDigit(character) => $"\\{character}",
            _ => null,
        };
        // [+-\d] is no range: RE2 refuses it, and spelt out it would become one.
        if (inClass && (character is 'd' or 'w' or 's') && _translated[^1] == '-' && _translated[^2] is not '[') known = null;
        if (known is null) _problem = string.Create(CultureInfo.InvariantCulture, $"has an escape that not every source knows, at position {_at - 1}");
        else if (character == '_') _translated.Append('_');
        else _translated.Append(known);
    }

    private bool RepeatIsTooLong()
    {
        var end = _pattern.IndexOf('}', _at);
        if (end < 0) return false;
        foreach (var part in _pattern[_at..end].Split(','))
        {
            if (part.Length > 0 && part.All(char.IsAsciiDigit) && (part.Length > 4 || int.Parse(part, CultureInfo.InvariantCulture) > LongestRepeat)) return true;
        }

        return false;
    }
}
