namespace Penumbra.Kubernetes.Client;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The projection of an item.</typeparam>
/// <param name="Items">The items of this page.</param>
/// <param name="ResourceVersion">The version of the whole list: the same on each page.</param>
/// <param name="Continue">The token of the next page, or null at the end.</param>
public sealed record ListPage<T>(IReadOnlyList<T> Items, string ResourceVersion, string? Continue);
