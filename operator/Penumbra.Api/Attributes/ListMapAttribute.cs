namespace Penumbra.Api.Attributes;

/// <summary>The list is a map by these keys: server-side apply merges it, and duplicates are refused.</summary>
/// <param name="keys">The key fields.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapAttribute(params string[] keys) : Attribute
{
    /// <summary>The key fields.</summary>
    public string[] Keys { get; } = keys;
}
