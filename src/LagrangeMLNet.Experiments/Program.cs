using System.Globalization;
using LagrangeMLNet.Experiments;
using LagrangeMLNet.Mechanics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// The stationary path θ̇ = −F^(−p)∇ℓ on a badly scaled bowl, ℓ = ½ Σ 3^i θ_i²: Adam is p = ½ with a diagonal F; with p = 1 and all of F,
// one step of length 1 arrives.
double[] curvatures = [1, 3, 9, 27, 81], theta = [1, 1, 1, 1, 1];
var state = new AdaptivePathState(theta.Length);
var settings = AdaptivePathSettings.Adam with { StepSize = 0.1 };
for (int step = 0; step < 100; step++)
    AdaptivePath.TryStep(theta, Gradient(theta), state, settings);
Console.WriteLine($"diagonal F, p = 1/2: loss {Loss(theta):g3} after 100 steps of 0.1");

double[] natural = [1, 1, 1, 1, 1], gradient = Gradient(natural);
var metric = new FullFisher(natural.Length);
for (int i = 0; i < natural.Length; i++)
{
    var direction = new double[natural.Length];
    direction[i] = Math.Sqrt(curvatures[i] * natural.Length);
    metric.Add(direction);
}

metric.Prepare(FisherExponent.One);
AdaptivePath.TryStep(natural, gradient, metric, 1);
Console.WriteLine($"full F, p = 1:       loss {Loss(natural):g3} after 1 step of 1");

// The Hamiltonian of relative entropy to two equal actions, sup_π [ s·π − KL(π ‖ ½) ], is ln(½ + ½ eˢ): a policy's soft value.
double[] slopes = [-2, -1, 0, 1, 2], values = new double[slopes.Length];
double[] shares = [.. Enumerable.Range(0, 100_001).Select(i => i / 1e5)];
LegendreTransform.Conjugate(shares, [.. shares.Select(Divergence)], slopes, values, new int[shares.Length]);
for (int i = 0; i < slopes.Length; i++)
    Console.WriteLine($"soft value of {slopes[i],2}: {values[i]:f6}, in closed form {Math.Log((1 + Math.Exp(slopes[i])) / 2):f6}");

double[] Gradient(double[] at) => [.. at.Select((x, i) => curvatures[i] * x)];

double Loss(double[] at) => at.Select((x, i) => curvatures[i] * x * x / 2).Sum();

static double Divergence(double share) => Math.Log(2) + Entropy(share) + Entropy(1 - share);

static double Entropy(double share) => share == 0 ? 0 : share * Math.Log(share);
