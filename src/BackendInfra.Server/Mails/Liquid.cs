using Fluid;

namespace BackendInfra.Server.Mails;

/// <summary>What templates are given: texts only, and bounded work.</summary>
internal static class Liquid
{
    private static readonly TemplateOptions Limited = new() { MaxSteps = 10_000, MaxRecursion = 10 };

    /// <param name="values">A null one is left out, for an empty text would count as there.</param>
    public static TemplateContext Context(params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var context = new TemplateContext(Limited);
        foreach (var (name, value) in values)
        {
            if (value is not null)
                context.SetValue(name, value);
        }

        return context;
    }
}
