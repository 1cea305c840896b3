namespace Breakwater.Fleet;

/// <summary>The fleet file that <c>breakwater init</c> writes: small, commented, valid as it is, and worth stressing.</summary>
public static class StarterFleet
{
    /// <summary>Text of the file: 24 agents in three clusters, two regions, two providers.</summary>
    public const string Text = """
        # A starter fleet: 24 agents of an online shop. It is valid as it is: change it until it describes yours.
        # Check it with `breakwater validate FILE`, stress it with `breakwater stress FILE`.
        # Ids are lower-case words with hyphens. Values with a unit need it: 250ms, 5min, 100/min, 2.50 USD.

        name: starter
        description: An online shop that answers customers, prices goods and pays refunds.

        regions:
          - { id: frankfurt, name: Frankfurt, jurisdiction: EU, regulator: BaFin }
          - { id: virginia, name: Virginia, jurisdiction: US, regulator: FTC }
        network:
          pairs:
            - { from: frankfurt, to: virginia, oneWay: 45ms }
        # No `nodes`: each region gets one enforcement node with four cores. No `controlPlane`: it stands in the
        # first region, the halt authority in the second.

        providers:
          - { id: vendor-a, name: Vendor A, latencyMedian: 700ms, latencyP99: 3s, requests: 3000/min, tokens: 2_000_000/min }
          - { id: vendor-b, name: Vendor B, latencyMedian: 900ms, latencyP99: 4s, requests: 3000/min, tokens: 2_000_000/min }

        trustBoundaries:
          - { id: customers, name: Customers, description: The shop on one side and its customers on the other }
          - { id: payments, name: Payment provider, description: The shop on one side and the payment provider on the other }

        labels:                                # least sensitive first
          - { id: public, description: Catalogue and published prices }
          - { id: customer, description: Orders and addresses of one customer }
          - { id: margin, description: Purchase prices and margins }

        tools:                                 # an agent may call the tools its group is granted, and nothing else
          - { id: search-catalogue, description: Search goods and prices, access: read, risk: low }
          - { id: read-order, description: Read a customer's order, access: read, risk: medium }
          - { id: answer-customer, description: Send an answer, access: write, risk: medium, boundary: customers }
          - { id: set-price, description: Change a published price, access: write, risk: high }
          - { id: pay-refund, description: Send money back, access: write, risk: critical, boundary: payments }
          - { id: isolate-agent, description: Cut an agent off, access: write, risk: critical }

        clusters:
          - id: service
            name: Customer service
            description: Talks to customers; what it says is said by the shop.
            groups:
              - { id: chat, name: Chat, agents: 8, role: Answers questions, provider: vendor-a,
                  tools: [search-catalogue, read-order, answer-customer], labels: [public, customer] }
              - { id: refunds, name: Refunds, agents: 4, role: Decides and pays refunds, provider: vendor-b,
                  risk: critical, highPrivilege: true, tools: [read-order, pay-refund], labels: [customer] }
          - id: merchandising
            name: Merchandising
            description: Sets prices; a mistake is public within seconds.
            groups:
              - { id: market-watch, name: Market watch, agents: 4, role: Compares competitors' prices, provider: vendor-b,
                  tools: [search-catalogue], labels: [public] }
              - { id: pricing, name: Pricing, agents: 4, role: Proposes and sets prices, provider: vendor-a,
                  risk: high, tools: [search-catalogue, set-price], labels: [public, margin] }
          - id: operations
            name: Operations
            controlPlane: true
            groups:
              - { id: watch, name: Watch, agents: 2, role: Watches health and error rates, provider: vendor-a }
              - { id: response, name: Response, agents: 2, role: Isolates what misbehaves, provider: vendor-b,
                  tier: autonomous, risk: critical, highPrivilege: true, tools: [isolate-agent], replicates: false }

        flows:                                 # who sends what to whom, for the whole flow
          - { from: chat, to: refunds, steady: 60/min, peak: 600/min, claimDepth: 1, labels: [customer] }
          - { from: refunds, to: chat, steady: 60/min, peak: 600/min, claimDepth: 2, labels: [customer] }
          - { from: market-watch, to: pricing, steady: 80/min, peak: 800/min, labels: [public] }
          - { from: pricing, to: chat, steady: 20/min, peak: 200/min, claimDepth: 2, labels: [public] }
          - { from: watch, to: response, steady: 20/min, peak: 200/min }

        delegations:                           # permissions are among the tools the receiver is granted anyway
          - { from: chat, to: refunds, tasks: [decide-refund], maxDepth: 2, timeLimit: 5min, permissions: [read-order, pay-refund] }
          - { from: merchandising-orchestrator, to: pricing, tasks: [reprice], timeLimit: 30min, permissions: [set-price] }

        barriers:                              # what the labels carry must not pass from one side to the other
          - { id: margins, name: Margins stay inside, left: [pricing], right: [chat, refunds], labels: [margin] }

        dependencies:
          - { consumer: service, producer: merchandising, onAlternate: stale, onContingency: stale, onEmergency: cascade }

        budgets:
          criticalPathLatency: 800ms
          governancePerMonth: 4000 USD
          reviews: 24/h                        # two people, five minutes a review
        load: { steady: 240/min, peak: 2400/min }
        revenue: { perInteraction: 0.40 USD, ceiling: 900000/month }
        scaling: { flows: constant-degree, partnersPerAgent: 6 }
        assumptions:
          - Every number of this starter file is invented.

        """;
}
