using LagrangeMLNet.Control;

// As ML.NET's own extensions do, this appears wherever Microsoft.ML is imported.
namespace Microsoft.ML;

/// <summary>Adds decisions to <see cref="MLContext"/>.</summary>
public static class ControlExtensions
{
    /// <summary>
    /// Decisions: policies learnt from a log of actions and rewards, and estimates, with intervals, of what a policy would have earned.
    /// </summary>
    /// <param name="context">The context.</param>
    /// <returns>The catalog.</returns>
    /// <example>
    /// <code>
    /// var control = mlContext.Control();
    /// var policy = control.Trainers.LagrangianPolicy().Fit(pastDecisions);
    /// var evaluation = control.Evaluate(control.LoadLog(laterDecisions), policy);
    /// Console.WriteLine(evaluation);
    /// </code>
    /// </example>
    public static ControlCatalog Control(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ControlCatalog(context);
    }
}
