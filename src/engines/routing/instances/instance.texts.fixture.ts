/** Small files of every format, written for tests: four customers around a depot, sides of 3, 4 and 5. */

export const solomonText = `TINY\r
\r
VEHICLE\r
NUMBER     CAPACITY\r
  3         20\r
\r
CUSTOMER\r
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME\r
\r
    0      0\t 0          0          0       100          0\r
    1      3         0         10          0        50         2\r
    2      3         4         10         10        60         2\r
`

export const liLimText = `3\t20\t1
0\t0\t0\t0\t0\t100\t0\t0\t0
1\t3\t0\t10\t0\t50\t2\t0\t2
2\t3\t4\t-10\t10\t60\t2\t1\t0
`

export const cvrpText = `NAME : tiny-n4
COMMENT : "four nodes"
TYPE : CVRP
DIMENSION : 4
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 20
NODE_COORD_SECTION
 1 0 0
 2 1 1
 3 3 4
 4 1 2
DEMAND_SECTION
1 0
2 10
3 10
4 5
DEPOT_SECTION
 1
 -1
EOF
`

export const explicitText = `NAME: given
TYPE: CVRP
DIMENSION: 4
EDGE_WEIGHT_TYPE: EXPLICIT
EDGE_WEIGHT_FORMAT: LOWER_ROW
CAPACITY: 20
EDGE_WEIGHT_SECTION
5
6 7 8
9 10
DEMAND_SECTION
1 0
2 10
3 10
4 5
DEPOT_SECTION
1
-1
EOF
`

export const depotsText = `NAME: two
TYPE: MDVRPTW
EDGE_WEIGHT_TYPE: EUC_2D
DIMENSION: 4
VEHICLES: 4
CAPACITY: 30
VEHICLES_MAX_DURATION: 45
NODE_COORD_SECTION
1\t0\t0
2\t10\t0
3\t1\t1
4\t9\t1
DEMAND_SECTION
1\t0
2\t0
3\t5
4\t6
SERVICE_TIME_SECTION
1\t0
2\t0
3\t3
4\t4
TIME_WINDOW_SECTION
1\t0\t100
2\t0\t90
3\t5\t50
4\t6\t60
VEHICLES_DEPOT_SECTION
1\t1
2\t1
3\t2
4\t2
DEPOT_SECTION
1
2
EOF
`

export const fleetDialectText = `NAME: mixed
TYPE: HFVRP
DIMENSION: 3
VEHICLES: 3
EDGE_WEIGHT_TYPE: EUC_2D
NODE_COORD_SECTION
1\t0\t0
2\t1\t1
3\t3\t4
DEMAND_SECTION
1\t0
2\t5
3\t6
CAPACITY_SECTION
1\t10
2\t10
3\t20
VEHICLES_FIXED_COST_SECTION
1\t100
2\t100
3\t150
VEHICLES_UNIT_DISTANCE_COST_SECTION
1\t80
2\t80
3\t100
DEPOT_SECTION
1
EOF
`

export const cordeauText = `6 2 2 2
200 50
0 60
1 3 0 2 10 1 2 1 2 10 90
2 3 4 2 12 1 2 1 2 5 80
3 0 0 0 0 0 0 0 100
4 6 4 0 0 0 0 0 100
`

export const periodicText = `1 2 2 2
0 20
0 20
0 0 0 0 0 0 0
1 3 0 1 5 2 1 3
2 3 4 1 6 1 2 2 1
`

export const fleetText = ` //Lines 1:5      : these comments
 //Line  6        : customers (N), vehicle types (T), range, service time, LB, BKS
 2 2 999999.0 0.0 17.5 18.25
 4 20  0 1.0
 1 30  7 1.5
 0  0
 3  0  12
 3  4  9
`

export const citiesText = ` //Lines 1:5 comments
 2 1
 3 20 0.5 1.2
 0
 0 1000 2000
 1000 0 1500
 2100 1500 0
 1 4
 2 6
`
