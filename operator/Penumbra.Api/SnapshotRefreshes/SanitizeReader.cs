using Penumbra.Api.DarkLaunches;
using Penumbra.Core.SnapshotRefreshes.Spec;

namespace Penumbra.Api.SnapshotRefreshes;

/// <summary>Reads <c>spec.sanitize</c> and <c>spec.verify</c>.</summary>
public static class SanitizeReader
{
    /// <summary>The steps in order.</summary>
    public static IReadOnlyList<SanitizeStep> Steps(IReadOnlyList<SanitizeItem>? items, Func<ConfigMapKey, string?>? text, FieldReader reader)
    {
        var steps = new List<SanitizeStep>();
        for (var index = 0; index < (items?.Count ?? 0); index++)
        {
            var item = items![index];
            var path = $"spec.sanitize[{index}]";
            if (new object?[] { item.Sql, item.Container, item.Mask }.Count(part => part is not null) != 1) reader.Wrong(path, "exactly one of sql, container and mask must be set");
            if (item.Parameters is not null && item.Sql is null) reader.Wrong($"{path}.parameters", "is for sql");
            if (item.Sql is { } sql) steps.Add(new SanitizeStep.Sql(item.Name, new SqlText($"{sql.ConfigMap.Name}/{sql.ConfigMap.Key}", text?.Invoke(sql.ConfigMap) ?? ""), item.Parameters?.Secret.Name));
            else if (item.Container is { } container) steps.Add(new SanitizeStep.Container(item.Name, Image(container, $"{path}.container.image", reader), container.Command ?? []));
            else if (item.Mask is { } mask) steps.Add(new SanitizeStep.Mask(item.Name, [.. mask.Select((rule, at) => new MaskRule(rule.Table, rule.Column, reader.Choice(rule.As, $"{path}.mask[{at}].as", MaskKind.Name)))]));
        }

        return steps;
    }

    /// <summary>The checks in order.</summary>
    public static IReadOnlyList<VerifyCheck> Checks(IReadOnlyList<VerifyItem>? items, FieldReader reader)
    {
        var checks = new List<VerifyCheck>();
        for (var index = 0; index < (items?.Count ?? 0); index++)
        {
            var item = items![index];
            var path = $"spec.verify[{index}]";
            if (new object?[] { item.Sql, item.Survivors, item.Suspects }.Count(part => part is not null) != 1) reader.Wrong(path, "exactly one of sql, survivors and suspects must be set");
            if (item.Sql is null != item.Expect is null) reader.Wrong($"{path}.expect", "sql and expect belong together");
            if (item.Sql is { } sql) checks.Add(new VerifyCheck.Query(item.Name, new SqlText($"verify/{item.Name}", sql), item.Expect ?? ""));
            else if (item.Survivors is { } survivors) checks.Add(new VerifyCheck.Survivors(item.Name, survivors.Columns));
            else if (item.Suspects is { } suspects) checks.Add(new VerifyCheck.Suspects(item.Name, suspects.Allow ?? []));
        }

        return checks;
    }

    private static string Image(ContainerRun container, string path, FieldReader reader)
    {
        if (container.Image.Length == 0 || container.Image.Any(char.IsWhiteSpace)) reader.Wrong(path, "must name an image, without spaces");
        return container.Image;
    }
}
