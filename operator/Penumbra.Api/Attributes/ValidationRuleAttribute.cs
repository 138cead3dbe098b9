namespace Penumbra.Api.Attributes;

/// <summary>A CEL rule (x-kubernetes-validations).</summary>
/// <param name="rule">The expression.</param>
/// <param name="message">What a person reads who breaks it.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true)]
public sealed class ValidationRuleAttribute(string rule, string message) : Attribute
{
    /// <summary>The expression.</summary>
    public string Rule { get; } = rule;

    /// <summary>What a person reads who breaks it.</summary>
    public string Message { get; } = message;
}
