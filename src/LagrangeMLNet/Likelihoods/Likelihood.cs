namespace LagrangeMLNet.Likelihoods;

/// <summary>How a linear score explains a label.</summary>
internal abstract class Likelihood
{
    public static Likelihood Logistic => throw new NotSupportedException();
    public static Likelihood Softmax(int classes) => throw new NotSupportedException();
    public static Likelihood Gaussian => throw new NotSupportedException();
    public static Likelihood Poisson => throw new NotSupportedException();
}
