using System.Globalization;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>The faults that are planted into an orders service, read from the environment variables of its container. What is malformed counts as absent.</summary>
public sealed record OrdersSettings
{
    /// <summary>FAULT_MISSING_FIELD: the share of answers to <c>/orders/{id}</c>, 0 to 1, that lack <c>currency</c>; whichever order is asked for.</summary>
    public double MissingField { get; init; }

    /// <summary>FAULT_ROUNDING: halves of a cent are rounded to even instead of up in an order by itself; that tells in one of forty orders.</summary>
    public bool Rounding { get; init; }

    /// <summary>FAULT_SLOW_ENDPOINT: so many times as long takes <c>/stock/{sku}</c>.</summary>
    public double SlowEndpoint { get; init; } = 1;

    /// <summary>Reads the variables; null when the container is none of ours: SANDBOX_SERVICE is not <c>orders</c>.</summary>
    public static OrdersSettings? Read(IReadOnlyDictionary<string, string> variables)
    {
        if (variables.GetValueOrDefault("SANDBOX_SERVICE") != "orders")
            return null;
        return new OrdersSettings
        {
            MissingField = Math.Clamp(Number("FAULT_MISSING_FIELD") ?? 0, 0, 1),
            Rounding = variables.GetValueOrDefault("FAULT_ROUNDING") is "1" or "true" or "yes",
            SlowEndpoint = Math.Clamp(Number("FAULT_SLOW_ENDPOINT") ?? 1, 0.1, 100),
        };

        double? Number(string name) =>
            double.TryParse(variables.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }
}
