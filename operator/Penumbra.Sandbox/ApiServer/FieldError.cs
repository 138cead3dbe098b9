using System.Text.Json.Nodes;

namespace Penumbra.Sandbox.ApiServer;

/// <summary>One thing that is wrong with an object, in the words of the API machinery's field errors.</summary>
/// <param name="Reason">Such as <c>FieldValueInvalid</c>.</param>
/// <param name="Field">Path of the field, such as <c>spec.steps[0].weight</c>.</param>
/// <param name="Message">The text after the field.</param>
internal sealed record FieldError(string Reason, string Field, string Message)
{
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldError Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {Quote(value)}: {detail}");

    /// <summary>For values whose type alone is shown, as the structural schema validation does for objects and arrays.</summary>
    public static FieldError InvalidRaw(string field, string shown, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {shown}: {detail}");

    public static FieldError WrongType(string field, string shown, string detail) =>
        new("FieldValueTypeInvalid", field, $"Invalid value: {shown}: {detail}");

    public static FieldError Unsupported(string field, JsonNode? value, IEnumerable<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: {Quote(value)}: supported values: {string.Join(", ", supported)}");

    public static FieldError Duplicate(string field, JsonNode? value) => new("FieldValueDuplicate", field, $"Duplicate value: {Quote(value)}");

    public static FieldError Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static FieldError TooMany(string field, int actual, long most) =>
        new("FieldValueTooMany", field, $"Too many: {actual}: must have at most {most} items");

    public static FieldError TooLong(string field, long most) =>
        new("FieldValueTooLong", field, $"Too long: may not be more than {most} bytes");

    public JsonObject ToCause() => new() { ["reason"] = Reason, ["message"] = Message, ["field"] = Field };

    public override string ToString() => $"{Field}: {Message}";

    private static string Quote(JsonNode? value) => value is null ? "null" : value.ToJsonString(JsonText.Relaxed);
}
