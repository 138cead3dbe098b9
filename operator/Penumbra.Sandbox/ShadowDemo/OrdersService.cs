using System.Buffers;
using System.Text.Json;
using Penumbra.Sandbox.Pods;

namespace Penumbra.Sandbox.ShadowDemo;

/// <summary>
/// An orders service as a team may have one: <c>/orders</c> in an order that changes, <c>/orders/{id}</c>, <c>/customers/{id}</c> and <c>/stock/{sku}</c>, each with a time and a request's id that differ from
/// answer to answer, and a few milliseconds that scatter. Thread-safe.
/// </summary>
/// <param name="settings">The planted faults.</param>
/// <param name="seed">Where the even spreading of faults begins; pods differ.</param>
/// <param name="time">The clock.</param>
public sealed class OrdersService(OrdersSettings settings, uint seed, TimeProvider time)
{
    private readonly OrderDocuments _documents = new(settings.Rounding ? MidpointRounding.ToEven : MidpointRounding.AwayFromZero);
    private readonly EvenShare _missing = new(settings.MissingField, seed);

    /// <summary>Answers a request.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="page">The value of <c>page</c> in its query; null for none.</param>
    public ServiceAnswer Answer(string path, string? page)
    {
        string[] parts = path.Trim('/').Split('/');
        return parts switch
        {
            ["orders"] => Found(6, json =>
            {
                json.WriteStartArray("items");
                var ids = OrderDocuments.Page(page);
                Random.Shared.Shuffle(ids);
                foreach (var id in ids)
                    OrderDocuments.Summary(json, id.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteEndArray();
            }),
            ["orders", { Length: > 0 } id] => Found(4, json => _documents.Order(json, id, withCurrency: !_missing.Next())),
            ["customers", { Length: > 0 } id] => Found(4, json => OrderDocuments.Customer(json, id)),
            ["stock", { Length: > 0 } sku] => Found(12 * settings.SlowEndpoint, json => OrderDocuments.Stock(json, sku)),
            _ => new ServiceAnswer(404, "{\"error\":\"there is no such thing\"}"u8.ToArray(), TimeSpan.FromMilliseconds(1)),
        };
    }

    private ServiceAnswer Found(double milliseconds, Action<Utf8JsonWriter> write)
    {
        var body = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            write(json);
            json.WriteString("generatedAt", time.GetUtcNow());
            json.WriteString("requestId", Guid.NewGuid());
            json.WriteEndObject();
        }

        // Most take about as long, and a few much longer: an exponential tail of a quarter.
        var tail = Math.Min(4, -Math.Log(1 - Random.Shared.NextDouble())) / 4;
        return new ServiceAnswer(200, body.WrittenMemory, TimeSpan.FromMilliseconds(milliseconds * (0.85 + tail)));
    }
}
