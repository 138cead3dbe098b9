namespace Penumbra.Api.Attributes;

/// <summary>The only values that a string may have.</summary>
/// <param name="values">The values.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ValuesAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public string[] Values { get; } = values;
}
