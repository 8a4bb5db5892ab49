using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>What an experiment is told when it cannot be run.</summary>
internal static class ExperimentErrors
{
    /// <summary>
    /// <c>SetPipeline</c> has a runner of its own, and the last runner set is the one that runs: called in the wrong order, nothing of ours
    /// would run, and nobody would be told. What has been set is known to the experiment alone; where it does not tell, the order is not
    /// checked.
    /// </summary>
    public static void CheckPipeline(AutoMLExperiment experiment)
    {
        const BindingFlags hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        var services = typeof(AutoMLExperiment).GetProperty(
            "ServiceCollection", hidden)?.GetValue(experiment) as IEnumerable<ServiceDescriptor>;
        if (services is not null && services.All(service => service.ServiceType != typeof(SweepablePipeline)))
            throw new InvalidOperationException("The experiment has no pipeline yet: call SetPipeline first, then UseLagrangian.");
    }

    /// <summary>Something that the experiment's own runner needs too.</summary>
    public static T Required<T>(IServiceProvider provider, string setter)
        where T : class =>
        provider.GetService(typeof(T)) as T
        ?? throw new InvalidOperationException($"The experiment lacks {typeof(T).Name}: call {setter} before it is run.");
}
