using System.Globalization;
using System.Text;

namespace Penumbra.Databases.Rds;

/// <summary>The form of a call of the Query protocol: an action and its parameters, lists numbered from 1.</summary>
public sealed class QueryForm
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>Begins a form.</summary>
    /// <param name="action">The operation.</param>
    /// <param name="version">The version of the service's API.</param>
    public QueryForm(string action, string version = "2014-10-31")
    {
        Action = action;
        Add("Action", action).Add("Version", version);
    }

    /// <summary>The operation.</summary>
    public string Action { get; }

    /// <summary>Adds a parameter; nothing when it has no value.</summary>
    public QueryForm Add(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) _fields.Add(new(name, value));
        return this;
    }

    /// <summary>Adds a flag.</summary>
    public QueryForm Add(string name, bool value) => Add(name, value ? "true" : "false");

    /// <summary>Adds a number.</summary>
    public QueryForm Add(string name, int value) => Add(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a list: <c>VpcSecurityGroupIds.VpcSecurityGroupId.1</c>.</summary>
    /// <param name="name">The list's and its members' name.</param>
    /// <param name="values">The members.</param>
    public QueryForm AddList(string name, IEnumerable<string> values)
    {
        var index = 0;
        foreach (var value in values) Add(string.Create(CultureInfo.InvariantCulture, $"{name}.{++index}"), value);
        return this;
    }

    /// <summary>Adds tags.</summary>
    public QueryForm AddTags(IReadOnlyDictionary<string, string> tags)
    {
        var index = 0;
        foreach (var (key, value) in tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            index++;
            Add(string.Create(CultureInfo.InvariantCulture, $"Tags.Tag.{index}.Key"), key).Add(string.Create(CultureInfo.InvariantCulture, $"Tags.Tag.{index}.Value"), value);
        }

        return this;
    }

    /// <summary>The same question for a page.</summary>
    /// <param name="size">How many at most.</param>
    /// <param name="marker">The previous page's marker; empty for the first.</param>
    public QueryForm Page(int size, string marker)
    {
        var page = new QueryForm(Action);
        page._fields.AddRange(_fields.Skip(2));
        return page.Add("MaxRecords", size).Add("Marker", marker);
    }

    /// <summary>The body of the request. A space is a plus, as boto sends it: moto checks the signature of the form as it would have written it.</summary>
    public byte[] Encode()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in _fields)
        {
            if (text.Length > 0) text.Append('&');
            text.Append(Escape(name)).Append('=').Append(Escape(value));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
