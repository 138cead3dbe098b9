using System.Globalization;
using System.Text.Json.Nodes;
using Penumbra.Sandbox.Pods;
using Penumbra.Sandbox.ShadowDemo;

namespace Penumbra.Sandbox.Tests.ShadowDemo;

public sealed class OrdersServiceTests
{
    [Theory]
    [InlineData("/orders/17")]
    [InlineData("/customers/42")]
    [InlineData("/stock/sku-7")]
    public void An_answer_is_the_same_in_every_pod_but_for_its_time_and_id(string path)
    {
        var (one, other) = (Answer(Service(), path), Answer(Service(seed: 99), path));
        (one["generatedAt"]!.ToString(), one["requestId"]!.ToString()).Should().NotBe((other["generatedAt"]!.ToString(), other["requestId"]!.ToString()));
        foreach (var answer in new[] { one, other }) answer.Remove("requestId");
        foreach (var answer in new[] { one, other }) answer.Remove("generatedAt");
        one.ToJsonString().Should().Be(other.ToJsonString()).And.NotBe(Answer(Service(), $"{path}1").ToJsonString());
    }

    [Fact]
    public void A_list_has_the_same_orders_in_another_order()
    {
        var service = Service();
        var lists = Enumerable.Range(0, 10).Select(_ => Answer(service, "/orders", "3")["items"]!.AsArray().Select(item => item!.ToJsonString()).ToArray()).ToList();
        lists.Should().OnlyContain(list => list.Length == 20);
        lists.Select(list => string.Join(',', list.Order(StringComparer.Ordinal))).Distinct().Should().ContainSingle();
        lists.Select(list => string.Join(',', list)).Distinct().Should().HaveCountGreaterThan(5);
        Answer(service, "/orders")["items"]!.ToJsonString().Should().NotContain("\"id\":\"61\"").And.Contain("\"id\":\"20\"");
        lists[0].Should().Contain(item => item.Contains("\"id\":\"61\""));
    }

    [Fact]
    public void Answers_are_of_the_size_and_pace_of_a_service()
    {
        var service = Service();
        foreach (var path in new[] { "/orders", "/orders/{0}", "/customers/{0}", "/stock/sku-{0}" })
        {
            var answers = Enumerable.Range(0, 200).Select(number => service.Answer(string.Format(CultureInfo.InvariantCulture, path, number), null)).ToList();
            answers.Should().OnlyContain(answer => answer.Status == 200 && answer.Body.Length >= 1000 && answer.Body.Length <= 5 * 1024, path);
            answers.Should().OnlyContain(answer => answer.Takes >= TimeSpan.FromMilliseconds(2) && answer.Takes <= TimeSpan.FromMilliseconds(30));
            answers.Select(answer => answer.Takes).Distinct().Should().HaveCountGreaterThan(100);
        }

        service.Answer("/nothing", null).Status.Should().Be(404);
        service.Answer("/orders/", null).Status.Should().Be(200);
    }

    [Fact]
    public void A_share_of_orders_lacks_its_currency_whichever_order_it_is()
    {
        var service = Service(("FAULT_MISSING_FIELD", "0.01"));
        Enumerable.Range(0, 2_000).Count(_ => Answer(service, "/orders/5")["currency"] is null).Should().BeInRange(19, 21);
        Enumerable.Range(0, 500).Should().OnlyContain(number => Answer(Service(), $"/orders/{number}")["currency"] != null);
    }

    [Fact]
    public void Rounding_otherwise_tells_in_a_few_orders_and_by_one_cent()
    {
        var (right, wrong) = (Service(), Service(("FAULT_ROUNDING", "1")));
        var apart = Enumerable.Range(0, 4_000).Select(number => Total(right, number) - Total(wrong, number)).Where(difference => difference != 0).ToList();
        apart.Should().OnlyContain(difference => difference == 0.01m);
        apart.Count.Should().BeInRange(60, 140);
    }

    [Fact]
    public void One_endpoint_is_slower_and_no_other()
    {
        var (right, slow) = (Service(), Service(("FAULT_SLOW_ENDPOINT", "1.3")));
        Took(slow, "/stock/a").Should().BeApproximately(1.3 * Took(right, "/stock/a"), 0.5);
        Took(slow, "/orders/1").Should().BeApproximately(Took(right, "/orders/1"), 0.2);
    }

    [Fact]
    public async Task A_pod_is_such_a_service_by_its_environment()
    {
        using var host = new WebPodHost(TimeProvider.System);
        var settings = PodSettings.Read(new Dictionary<string, string> { ["SANDBOX_SERVICE"] = "orders", ["FAULT_MISSING_FIELD"] = "1", ["STARTUP"] = "0s" });
        var address = host.Allocate()!;
        host.Start(new PodServerOptions("orders-1", 3, address, [8080], null, settings, TimeProvider.System.GetUtcNow()), () => { });
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}:8080") };
        using var answer = await client.GetAsync(new Uri("/orders/17?x=1", UriKind.Relative));
        var order = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((string?)order["id"], order["currency"]).Should().Be(("17", null));
        answer.Headers.Contains("X-Pod").Should().BeFalse("two versions may answer the same");
        JsonNode.Parse(await client.GetStringAsync(new Uri("/orders?page=2", UriKind.Relative)))!["items"]!.AsArray().Should().HaveCount(20);
        (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Should().Contain("http_requests_total{code=\"200\",method=\"GET\"} 2");
        PodSettings.Read(new Dictionary<string, string> { ["FAULT_ROUNDING"] = "1" }).Orders.Should().BeNull();
    }

    private static OrdersService Service(params (string Name, string Value)[] faults) => Service(3, faults);

    private static OrdersService Service(uint seed, params (string Name, string Value)[] faults) =>
        new(OrdersSettings.Read(faults.Append(("SANDBOX_SERVICE", "orders")).ToDictionary(fault => fault.Item1, fault => fault.Item2))!, seed, TimeProvider.System);

    private static JsonObject Answer(OrdersService service, string path, string? page = null) => JsonNode.Parse(service.Answer(path, page).Body.Span)!.AsObject();

    private static decimal Total(OrdersService service, int number) => (decimal)Answer(service, $"/orders/{number}")["total"]!;

    private static double Took(OrdersService service, string path) => Enumerable.Range(0, 2_000).Average(_ => service.Answer(path, null).Takes.TotalMilliseconds);
}
