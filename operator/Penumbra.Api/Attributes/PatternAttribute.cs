namespace Penumbra.Api.Attributes;

/// <summary>A regular expression that a string must match.</summary>
/// <param name="regexPattern">The pattern.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PatternAttribute(string regexPattern) : Attribute
{
    /// <summary>The pattern.</summary>
    public string RegexPattern { get; } = regexPattern;
}
