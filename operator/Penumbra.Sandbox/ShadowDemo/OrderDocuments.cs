using System.Globalization;
using System.Text.Json;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>The orders, customers and stock of a shop, the same for the same id in every pod.</summary>
/// <param name="rounding">How halves of a cent are rounded in an order by itself; lists round as they always did.</param>
internal sealed class OrderDocuments(MidpointRounding rounding)
{
    private const int LargestPage = 1_000_000;
    private const int OrdersOfPage = 20;
    private const int RecentOrders = 12;
    private static readonly DateTimeOffset Opening = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The ids of one page of the list, in the shop's own order.</summary>
    public static int[] Page(string? page)
    {
        var number = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Min(given, LargestPage) : 0;
        return [.. Enumerable.Range((number * OrdersOfPage) + 1, OrdersOfPage)];
    }

    /// <summary>One order as a list shows it.</summary>
    public static void Summary(Utf8JsonWriter json, string id)
    {
        var order = new Draws($"order {id}");
        var (lines, currency, created, customer) = Head(ref order);
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("state", order.Of("open", "paid", "sent", "returned"));
        json.WriteString("currency", currency);
        json.WriteNumber("total", Total(lines, MidpointRounding.AwayFromZero));
        json.WriteString("customer", customer);
        json.WriteString("createdAt", created);
        json.WriteEndObject();
    }

    /// <summary>One order with all that belongs to it.</summary>
    public void Order(Utf8JsonWriter json, string id, bool withCurrency)
    {
        var order = new Draws($"order {id}");
        var (lines, currency, created, customer) = Head(ref order);
        json.WriteString("id", id);
        json.WriteString("state", order.Of("open", "paid", "sent", "returned"));
        if (withCurrency)
            json.WriteString("currency", currency);
        json.WriteNumber("total", Total(lines, rounding));
        json.WriteStartObject("customer");
        json.WriteString("id", customer);
        Person(json, new Draws($"customer {customer}"));
        json.WriteEndObject();
        json.WriteString("createdAt", created);
        json.WriteStartArray("items");
        foreach (var (sku, quantity, cents) in lines)
        {
            json.WriteStartObject();
            json.WriteString("sku", sku);
            json.WriteString("title", $"{order.Of("small", "large", "blue", "round", "plain")} {order.Of("table", "lamp", "chair", "shelf", "box")}, {order.Of("oak", "steel", "glass")}");
            json.WriteNumber("quantity", quantity);
            json.WriteNumber("price", cents / 100m);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Address(json, "shipTo", ref order);
        Address(json, "billTo", ref order);
    }

    /// <summary>A customer.</summary>
    public static void Customer(Utf8JsonWriter json, string id)
    {
        var customer = new Draws($"customer {id}");
        json.WriteString("id", id);
        Person(json, customer);
        json.WriteBoolean("newsletter", customer.Next(2) == 0);
        json.WriteString("since", Opening.AddDays(-customer.Next(2_000)));
        Address(json, "address", ref customer);
        json.WriteStartArray("recentOrders");
        for (var recent = 0; recent < RecentOrders; recent++)
        {
            json.WriteStartObject();
            json.WriteString("id", customer.Next(100_000).ToString(CultureInfo.InvariantCulture));
            json.WriteString("state", customer.Of("open", "paid", "sent", "returned"));
            json.WriteString("createdAt", Opening.AddMinutes(customer.Next(400_000)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>What is left of an article, and where.</summary>
    public static void Stock(Utf8JsonWriter json, string sku)
    {
        var stock = new Draws($"stock {sku}");
        var warehouses = 14 + stock.Next(8);
        json.WriteString("sku", sku);
        json.WriteString("unit", stock.Of("piece", "box", "pallet"));
        json.WriteStartArray("warehouses");
        for (var index = 0; index < warehouses; index++)
        {
            json.WriteStartObject();
            json.WriteString("code", $"{stock.Of("TLL", "RIX", "HEL", "BER")}-{index}");
            json.WriteNumber("onHand", stock.Next(500));
            json.WriteNumber("reserved", stock.Next(50));
            json.WriteString("countedAt", Opening.AddHours(stock.Next(7_000)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static (List<(string Sku, int Quantity, int Cents)> Lines, string Currency, DateTimeOffset Created, string Customer) Head(ref Draws order)
    {
        var lines = new List<(string, int, int)>();
        for (var count = 10 + order.Next(8); count > 0; count--)
            lines.Add(($"sku-{order.Next(2_000)}", 1 + order.Next(3), 100 + order.Next(20_000)));
        return (lines, order.Of("EUR", "SEK", "USD"), Opening.AddSeconds(order.Next(20_000_000)), order.Next(5_000).ToString(CultureInfo.InvariantCulture));
    }

    // Less five percent: of every twentieth order that is half a cent, and of every fortieth the ways to round it differ.
    private static decimal Total(List<(string Sku, int Quantity, int Cents)> lines, MidpointRounding rounding) => Math.Round(lines.Sum(line => line.Quantity * line.Cents) * 0.95m / 100, 2, rounding);

    private static void Person(Utf8JsonWriter json, Draws person)
    {
        json.WriteString("name", $"{person.Of("Mari", "Jaan", "Liis", "Peeter", "Anna", "Toomas")} {person.Of("Tamm", "Saar", "Sepp", "Kask", "Rebane", "Ilves")}");
        json.WriteString("tier", person.Of("basic", "silver", "gold"));
    }

    private static void Address(Utf8JsonWriter json, string name, ref Draws draws)
    {
        json.WriteStartObject(name);
        json.WriteString("street", $"{draws.Of("Pikk", "Lai", "Vene", "Harju")} {1 + draws.Next(90)}");
        json.WriteString("city", draws.Of("Tallinn", "Tartu", "Narva", "Haapsalu"));
        json.WriteString("postcode", (10_000 + draws.Next(89_999)).ToString(CultureInfo.InvariantCulture));
        json.WriteString("country", draws.Of("EE", "FI", "LV"));
        json.WriteEndObject();
    }
}
