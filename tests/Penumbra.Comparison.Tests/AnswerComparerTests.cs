using System.Text;
using Penumbra.Comparison.Answers;
using Penumbra.Comparison.Configuration;
using Penumbra.Comparison.Differing;

namespace Penumbra.Comparison.Tests;

public sealed class AnswerComparerTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":100}""", """{"a":1e2}""")]
    [InlineData("""{"a":1,"b":[1,2]}""", """{ "b" : [1, 2], "a" : 1 }""")]
    [InlineData("""{"a":"\u00e9"}""", """{"a":"é"}""")]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("[]", "[]")]
    [InlineData("""{"a":""", """{"a":""")]
    [InlineData("a\r\nb", "a\nb")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud800"}""")]
    public void Equal_answers_have_no_difference(string live, string shadow) => Json(live, shadow).Should().BeEmpty();

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", "body.a Value")]
    [InlineData("""{"a":10000000000000000000000000000001}""", """{"a":10000000000000000000000000000002}""", "body.a Value")]
    [InlineData("""{"a":0.10000000000000000001}""", """{"a":0.10000000000000000002}""", "body.a Value")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "body.a Type")]
    [InlineData("""{"a":1}""", """{"a":null}""", "body.a Type")]
    [InlineData("""{"a":true}""", """{"a":false}""", "body.a Value")]
    [InlineData("""{"a":{"b":1}}""", """{"a":{}}""", "body.a.b Missing")]
    [InlineData("""{"a":{}}""", """{"a":{"b":null}}""", "body.a.b Extra")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1]}""", "body.a Length")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":[1,3,2]}""", "body.a Order")]
    [InlineData("""{"a":[{"p":1,"q":2},{"p":2,"q":2}]}""", """{"a":[{"q":2,"p":2},{"q":2,"p":1}]}""", "body.a Order")]
    [InlineData("""{"a":[{"p":1},{"p":2}]}""", """{"a":[{"p":1},{"p":3}]}""", "body.a[].p Value")]
    [InlineData("[[1],[2]]", "[[1],[3]]", "body[][] Value")]
    [InlineData("""{"a":[{"s":"x","p":1,"q":1},{"s":"y","p":2,"q":2},{"s":"z","p":3,"q":3}]}""", """{"a":[{"s":"z","p":3,"q":3},{"s":"x","p":1,"q":1},{"s":"y","p":9,"q":2}]}""", "body.a Order", "body.a[].p Value")]
    [InlineData("""{"a":[{"s":"x","p":1,"q":1},{"s":"y","p":2,"q":2}]}""", """{"a":[{"s":"y","p":8,"q":2},{"s":"x","p":9,"q":1}]}""", "body.a Order", "body.a[].p Value")]
    [InlineData("""{"a":[{"s":"x","p":1},{"s":"y","p":2},{"s":"z","p":3}]}""", """{"a":[{"s":"y","p":2},{"s":"x","p":1},{"s":"z"}]}""", "body.a Order", "body.a[].p Missing")]
    [InlineData("""{"a":1}""", """{"a":1""", "body Type")]
    [InlineData("{", "{{", "body Value")]
    [InlineData("""{"a":1}""", "", "body Missing")]
    [InlineData("", "{}", "body Extra")]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""", "body Value")]
    public void A_difference_is_named_by_its_path(string live, string shadow, params string[] expected) => Json(live, shadow).Should().Equal(expected);

    [Fact]
    public void Keys_that_look_like_values_share_one_name()
    {
        Json("""{"byId":{"8f14e45f-ceea":{"n":1}}}""", """{"byId":{"8f14e45f-ceea":{"n":2}}}""").Should().Equal("body.byId.{key}.n Value");
        Json("""{"a":{"jane@example.org":1}}""", """{"a":{"joe@example.org":1}}""").Should().Equal("body.a.{key} Missing", "body.a.{key} Extra");
        var table = $"{{{string.Join(',', Enumerable.Range(0, 60).Select(number => $"\"{(char)('a' + (number % 26))}{(char)('a' + (number / 26))}\":1"))}}}";
        Json(table, table.Replace("\"ba\":1", "\"ba\":2")).Should().Equal("body.{key} Value");
    }

    [Theory]
    [InlineData("unitPrice", true)]
    [InlineData("line_2", true)]
    [InlineData("sha256", true)]
    [InlineData("X-Request-Id", true)]
    [InlineData("@type", true)]
    [InlineData("oauth2Token", true)]
    [InlineData("", false)]
    [InlineData("42", false)]
    [InlineData("2026-11-21", false)]
    [InlineData("user_8f3a2b1c", false)]
    [InlineData("jane@example.org", false)]
    [InlineData("Jane Doe", false)]
    [InlineData("de305d54-75b4-431b-adb2-eb6b9e546014", false)]
    [InlineData("/orders/17", false)]
    [InlineData("deadbee1", false)]
    public void A_name_is_told_from_a_value(string key, bool isName) => FieldName.IsName(key).Should().Be(isName);

    [Fact]
    public void What_is_ignored_tolerated_or_a_set_is_no_difference()
    {
        var rules = new CompareRules
        {
            Ignored = ["body.at", "body.items[].id", "header.x-request-id"],
            Tolerated = [new("body.total", 0.001, null), new("body.items[].price", null, 0.02)],
            Orderless = ["body.items", "body.tags"],
        };
        const string live = """{"at":1,"total":100,"items":[{"id":1,"price":1.00,"sku":"a"},{"id":2,"price":2,"sku":"b"}],"tags":["x","y","y"]}""";
        Json(live, """{"at":{"b":2},"total":100.05,"items":[{"id":9,"price":2.01,"sku":"b"},{"id":8,"price":1.01,"sku":"a"}],"tags":["y","x","y"]}""", rules).Should().BeEmpty();
        Json(live, """{"total":100.2,"items":[{"price":2,"sku":"b"},{"price":1.03,"sku":"a"}],"tags":["x","x","y"]}""", rules).Should().Equal("body.items[].price Value", "body.tags[] Value", "body.total Value");
    }

    [Theory]
    [InlineData("100", "1e999")]
    [InlineData("1e999", "100")]
    [InlineData("-1e999", "1e999")]
    public void A_number_that_is_too_large_to_be_one_is_close_to_nothing(string live, string shadow) =>
        Json($$"""{"total":{{live}}}""", $$"""{"total":{{shadow}}}""", new CompareRules { Tolerated = [new("body.total", 0.0001, 1)] }).Should().Equal("body.total Value");

    [Fact]
    public void Numbers_that_may_differ_a_little_are_no_other_order_when_they_differ_much()
    {
        var rules = new CompareRules { Tolerated = [new("body.a[]", null, 0.1)], Orderless = ["body.b"] };
        Json("""{"a":[1,2]}""", """{"a":[1.05,9]}""", rules).Should().Equal("body.a[] Value");
        Json("""{"a":[9.99,2]}""", """{"a":[2.01,10]}""", rules).Should().Equal("body.a Order");
    }

    [Fact]
    public void Headers_are_compared_by_name_and_cookies_without_their_values()
    {
        var live = Answer("") with { Headers = Headers(("content-type", "text/plain"), ("etag", "1"), ("date", "now"), ("vary", "a")), Cookies = ["session=abc; Path=/; Secure; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "theme=dark"] };
        var shadow = Answer("") with { Headers = Headers(("content-type", "text/plain"), ("etag", "2"), ("date", "then"), ("x-new", "a")), Cookies = ["session=xyz; path=/; Expires=Wed, 21 Oct 2027 07:28:00 GMT; Secure", "extra=1"] };
        Names(new AnswerComparer(new()).Compare(live, shadow)).Should().Equal("cookie.extra Extra", "cookie.theme Missing", "header.etag Value", "header.vary Missing", "header.x-new Extra");
        Names(new AnswerComparer(new()).Compare(live, live with { Cookies = ["session=abc; Path=/", "theme=dark"] })).Should().Equal("cookie.session Value");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(500)]
    public void Another_class_of_status_is_the_one_difference(int status) =>
        Names(new AnswerComparer(new()).Compare(Answer("{}"), Answer("""{"error":1}""") with { Status = status })).Should().Equal("status Type");

    [Fact]
    public void Another_status_of_the_same_class_is_one_difference_among_others() =>
        Names(new AnswerComparer(new()).Compare(Answer("""{"a":1}"""), Answer("""{"a":2}""") with { Status = 202 })).Should().Equal("body.a Value", "status Value");

    [Fact]
    public void Elements_of_a_shuffled_set_are_compared_with_those_they_resemble_most()
    {
        var rules = new CompareRules { Orderless = ["body.a"] };
        Json("""{"a":[{"s":"x","p":1,"q":1},{"s":"y","p":2,"q":2},{"s":"z","p":3,"q":3}]}""", """{"a":[{"s":"z","p":1,"q":3},{"s":"x","p":1,"q":1},{"s":"y","p":3,"q":2}]}""", rules).Should().Equal("body.a[].p Value");
    }

    [Fact]
    public void A_long_list_of_which_everything_differs_is_compared_in_bounded_time()
    {
        static string List(string name) => $"[{string.Join(',', Enumerable.Range(0, 20_000).Select(number => $"{{\"{name}\":{number}}}"))}]";
        Json(List("a"), List("b")).Should().Equal("body[].a Missing", "body[].b Extra");
    }

    [Fact]
    public void Bytes_are_compared_as_they_are()
    {
        var live = Answer("") with { Headers = Headers(("content-type", "image/png")), Body = [1, 13, 10, 2] };
        Names(new AnswerComparer(new()).Compare(live, live with { Body = [1, 13, 10, 2] })).Should().BeEmpty();
        Names(new AnswerComparer(new()).Compare(live, live with { Body = [1, 10, 2] })).Should().Equal("body Value");
    }

    [Fact]
    public void A_body_that_is_too_deep_is_compared_as_text()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);
        Json(deep, deep).Should().BeEmpty();
        Json(deep, deep + " ").Should().Equal("body Value");
    }

    [Fact]
    public void An_answer_that_differs_everywhere_is_told_by_its_first_fields()
    {
        // Letters only: with digits they would be one field.
        static string Name(int number) => $"{(char)('a' + (number / 26))}{(char)('a' + (number % 26))}";
        var groups = Enumerable.Range(0, 40).Select(group => $"\"{Name(group)}\":{{{string.Join(',', Enumerable.Range(0, 40).Select(field => $"\"{Name(field)}\":1"))}}}");
        var live = $"{{{string.Join(',', groups)}}}";
        var found = Json(live, live.Replace(":1", ":2"));
        found.Should().HaveCount(64).And.Contain("(more) Value");
    }

    [Fact]
    public void A_shape_holds_types_and_lengths_and_no_value()
    {
        var found = new AnswerComparer(new()).Compare(Answer("""{"a":"secret","b":[1,2]}"""), Answer("""{"a":" secret ","b":[1]}"""));
        found.Shapes.Values.Should().Equal(new Shape("string", 6, "string", 8, true), new Shape("array", 2, "array", 1, false));
        found.Fields.Should().BeInRange(3, 5);
    }

    [Theory]
    [InlineData(AnswerComparer.MostValues - 1, "body Order")]
    [InlineData(AnswerComparer.MostValues, "body Value")]
    public void Json_of_very_many_values_is_compared_as_text(int elements, string found)
    {
        var ones = string.Join(',', Enumerable.Repeat("1", elements - 1));
        Json($"[{ones},2]", $"[2,{ones}]").Should().Equal(found);
        Json($"[{ones},2]", $"[{ones},2]").Should().BeEmpty();
    }

    private static IReadOnlyDictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToDictionary(header => header.Name, header => header.Value);

    private static Answer Answer(string body) => new() { Status = 200, Headers = Headers(("content-type", "application/json")), Body = Encoding.UTF8.GetBytes(body) };

    private static IReadOnlyList<string> Json(string live, string shadow, CompareRules? rules = null) => Names(new AnswerComparer(rules ?? new()).Compare(Answer(live), Answer(shadow)));

    private static IReadOnlyList<string> Names(Found found) => [.. found.Differences.Select(difference => difference.ToString())];
}
